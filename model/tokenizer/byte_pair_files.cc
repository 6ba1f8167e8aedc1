#include "model/tokenizer/byte_pair_files.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "model/tokenizer/token_table.h"

namespace srnet::tokenizer {
namespace {

constexpr std::uint64_t kMaxPairFileBytes = 64 << 20;

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

StatusOr<std::vector<std::string>> ParseVocabularyJson(std::string_view json, std::string_view file) {
  const auto object = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (object.is_discarded()) return InvalidArgument("{} is not JSON", file);
  TokenTable table;
  SRNET_RETURN_IF_ERROR(table.AddAll(object, file));
  return std::move(table).Finish(file);
}

StatusOr<std::vector<std::string>> LoadVocabularyJson(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const std::string json, ReadFile(path, kMaxPairFileBytes));
  return ParseVocabularyJson(json, path.native());
}

StatusOr<std::vector<MergeRule>> ParseMerges(std::string_view text, std::string_view file) {
  std::vector<MergeRule> rules;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = TakeLine(text);
    if (line.empty() || (number == 1 && line.starts_with("#version"))) continue;
    const std::size_t space = line.find(' ');
    const bool two_parts = space != std::string_view::npos && space > 0 && space + 1 < line.size() &&
                           line.find(' ', space + 1) == std::string_view::npos;
    if (!two_parts) return InvalidArgument("{}:{}: must be two tokens with a space between", file, number);
    rules.emplace_back(line.substr(0, space), line.substr(space + 1));
  }
  return rules;
}

StatusOr<std::vector<MergeRule>> LoadMerges(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxPairFileBytes));
  return ParseMerges(text, path.native());
}

StatusOr<bool> LoadAddPrefixSpace(const std::filesystem::path& model_folder) {
  const std::filesystem::path path = model_folder / "tokenizer_config.json";
  const StatusOr<std::string> text = ReadFile(path, kMaxPairFileBytes);
  if (text.status().code() == StatusCode::kNotFound) return false;
  if (!text.ok()) return text.status();
  const auto config = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!config.is_object()) return InvalidArgument("{} is not a JSON object", path.native());
  const auto flag = config.find("add_prefix_space");
  if (flag == config.end() || flag->is_null()) return false;
  if (!flag->is_boolean())
    return InvalidArgument("{}: \"add_prefix_space\" must be true or false", path.native());
  return flag->get<bool>();
}

}  // namespace srnet::tokenizer
