#include "model/tokenizer/text_rules.h"

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "common/files/files.h"

namespace srnet::tokenizer {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 16 << 20;

// Absent and null mean "not stated".
StatusOr<std::optional<bool>> ReadFlag(const nlohmann::json& config, const char* key, std::string_view file) {
  const auto entry = config.find(key);
  if (entry == config.end() || entry->is_null()) return std::optional<bool>();
  if (!entry->is_boolean()) return InvalidArgument("{}: \"{}\" must be true or false", file, key);
  return std::optional<bool>(entry->get<bool>());
}

}  // namespace

StatusOr<TextRules> ParseTextRules(std::string_view json, std::string_view file) {
  const auto config = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!config.is_object()) return InvalidArgument("{} is not a JSON object", file);
  SRNET_ASSIGN_OR_RETURN(const std::optional<bool> lower_case, ReadFlag(config, "do_lower_case", file));
  SRNET_ASSIGN_OR_RETURN(const std::optional<bool> strip_accents, ReadFlag(config, "strip_accents", file));
  SRNET_ASSIGN_OR_RETURN(const std::optional<bool> space_cjk,
                         ReadFlag(config, "tokenize_chinese_chars", file));
  TextRules rules;
  rules.lower_case = lower_case.value_or(true);
  rules.strip_accents = strip_accents.value_or(rules.lower_case);
  rules.space_cjk = space_cjk.value_or(true);
  return rules;
}

StatusOr<TextRules> LoadTextRules(const std::filesystem::path& model_folder) {
  const std::filesystem::path path = model_folder / "tokenizer_config.json";
  const StatusOr<std::string> text = ReadFile(path, kMaxConfigBytes);
  if (text.status().code() == StatusCode::kNotFound) return TextRules();
  if (!text.ok()) return text.status();
  return ParseTextRules(*text, path.native());
}

}  // namespace srnet::tokenizer
