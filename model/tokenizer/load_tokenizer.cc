#include "model/tokenizer/load_tokenizer.h"

#include <cstdint>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "model/tokenizer/byte_pair.h"
#include "model/tokenizer/wordpiece.h"

namespace srnet::tokenizer {
namespace {

constexpr std::uint64_t kMaxModelConfigBytes = 1 << 20;

// "bert" or "roberta".
StatusOr<std::string> ModelTypeOf(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "config.json";
  const StatusOr<std::string> text = ReadFile(path, kMaxModelConfigBytes);
  if (text.status().code() == StatusCode::kNotFound) {
    const bool byte_pairs =
        std::filesystem::exists(folder / "merges.txt") || std::filesystem::exists(folder / "vocab.json");
    return std::string(byte_pairs ? "roberta" : "bert");
  }
  if (!text.ok()) return text.status();
  const auto config = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const auto type = config.is_object() ? config.find("model_type") : config.end();
  if (!config.is_object() || type == config.end() || !type->is_string())
    return InvalidArgument("{} does not say its model_type", path.native());
  return type->get<std::string>();
}

template <typename T>
StatusOr<std::unique_ptr<const Tokenizer>> Load(const std::filesystem::path& folder) {
  SRNET_ASSIGN_OR_RETURN(T tokenizer, T::Load(folder));
  return std::make_unique<const T>(std::move(tokenizer));
}

}  // namespace

StatusOr<std::unique_ptr<const Tokenizer>> LoadTokenizer(const std::filesystem::path& model_folder) {
  SRNET_ASSIGN_OR_RETURN(const std::string type, ModelTypeOf(model_folder));
  if (type == "bert") return Load<WordPieceTokenizer>(model_folder);
  if (type == "roberta") return Load<BytePairTokenizer>(model_folder);
  return InvalidArgument("{}: model_type is \"{}\"; there are tokenizers for \"bert\" and \"roberta\"",
                         (model_folder / "config.json").native(), type);
}

}  // namespace srnet::tokenizer
