#include "model/tokenizer/tokenizer_json.h"

#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "model/tokenizer/token_table.h"

namespace srnet::tokenizer {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxFileBytes = 256 << 20;

// A member of an object, or null.
const json& Member(const json& object, const char* key) {
  static const json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

// Checks settings of one object; the first that is not as it must be sticks.
class Settings {
 public:
  Settings(const json& document, const char* part, std::string_view file)
      : object_(Member(document, part)), part_(part), file_(file) {}

  Settings& Require(const char* key, const json& value) {
    return Check(key, Member(object_, key) == value, value.dump());
  }
  Settings& AbsentOr(const char* key, const json& value) {
    const json& found = Member(object_, key);
    return Check(key, found.is_null() || found == value, value.dump());
  }
  Settings& Flag(const char* key, bool& value) {
    const json& found = Member(object_, key);
    if (found.is_boolean()) value = found.get<bool>();
    return Check(key, found.is_null() || found.is_boolean(), "true or false");
  }
  const Status& status() const { return status_; }

 private:
  Settings& Check(const char* key, bool holds, std::string_view wanted) {
    if (!holds && status_.ok()) {
      status_ = InvalidArgument("{}: {}.{} is {}; this tokenizer computes {} only", file_, part_, key,
                                Member(object_, key).dump(), wanted);
    }
    return *this;
  }

  const json& object_;
  const char* part_;
  std::string_view file_;
  Status status_;
};

StatusOr<json> ParseDocument(std::string_view text, std::string_view file) {
  json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return InvalidArgument("{} is not a JSON object", file);
  return document;
}

StatusOr<std::vector<std::string>> TokensOf(const json& document, std::string_view file) {
  TokenTable table;
  SRNET_RETURN_IF_ERROR(table.AddAll(Member(Member(document, "model"), "vocab"), file));
  for (const json& added : Member(document, "added_tokens")) {
    const json& content = Member(added, "content");
    if (!content.is_string()) return InvalidArgument("{}: an added token has no content", file);
    SRNET_RETURN_IF_ERROR(table.Add(content.get<std::string>(), Member(added, "id"), file));
  }
  return std::move(table).Finish(file);
}

// "a b" in older files, ["a", "b"] in newer ones.
StatusOr<MergeRule> RuleOf(const json& rule, std::size_t number, std::string_view file) {
  if (rule.is_array() && rule.size() == 2 && rule[0].is_string() && rule[1].is_string())
    return MergeRule(rule[0].get<std::string>(), rule[1].get<std::string>());
  const std::string text = rule.is_string() ? rule.get<std::string>() : "";
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) return InvalidArgument("{}: merge {} is {}", file, number, rule.dump());
  return MergeRule(text.substr(0, space), text.substr(space + 1));
}

Status CheckBytePairs(const json& document, std::string_view file, bool& add_prefix_space) {
  Settings model(document, "model", file);
  model.Require("type", "BPE").AbsentOr("dropout", json()).AbsentOr("byte_fallback", false);
  model.AbsentOr("ignore_merges", false).AbsentOr("continuing_subword_prefix", "");
  model.AbsentOr("end_of_word_suffix", "");
  SRNET_RETURN_IF_ERROR(model.status());
  if (!Member(document, "normalizer").is_null()) {
    return InvalidArgument("{}: it has a normalizer; byte pairs are computed without one only", file);
  }
  Settings cutting(document, "pre_tokenizer", file);
  cutting.Require("type", "ByteLevel").AbsentOr("use_regex", true);
  cutting.Flag("add_prefix_space", add_prefix_space);
  return cutting.status();
}

Status CheckWordPiece(const json& document, std::string_view file, TextRules& rules) {
  Settings model(document, "model", file);
  model.Require("type", "WordPiece").AbsentOr("unk_token", "[UNK]");
  model.AbsentOr("continuing_subword_prefix", "##").AbsentOr("max_input_chars_per_word", 100);
  SRNET_RETURN_IF_ERROR(model.status());
  Settings cutting(document, "pre_tokenizer", file);
  SRNET_RETURN_IF_ERROR(cutting.Require("type", "BertPreTokenizer").status());
  Settings text(document, "normalizer", file);
  text.Require("type", "BertNormalizer").AbsentOr("clean_text", true).Flag("lowercase", rules.lower_case);
  rules.strip_accents = rules.lower_case;
  text.Flag("strip_accents", rules.strip_accents).Flag("handle_chinese_chars", rules.space_cjk);
  return text.status();
}

}  // namespace

StatusOr<WordPieceJson> ParseWordPieceJson(std::string_view text, std::string_view file) {
  SRNET_ASSIGN_OR_RETURN(const json document, ParseDocument(text, file));
  WordPieceJson result;
  SRNET_RETURN_IF_ERROR(CheckWordPiece(document, file, result.rules));
  SRNET_ASSIGN_OR_RETURN(result.tokens, TokensOf(document, file));
  return result;
}

StatusOr<BytePairJson> ParseBytePairJson(std::string_view text, std::string_view file) {
  SRNET_ASSIGN_OR_RETURN(const json document, ParseDocument(text, file));
  BytePairJson result;
  SRNET_RETURN_IF_ERROR(CheckBytePairs(document, file, result.add_prefix_space));
  SRNET_ASSIGN_OR_RETURN(result.tokens, TokensOf(document, file));
  for (const json& merge : Member(Member(document, "model"), "merges")) {
    SRNET_ASSIGN_OR_RETURN(MergeRule rule, RuleOf(merge, result.rules.size() + 1, file));
    result.rules.push_back(std::move(rule));
  }
  return result;
}

StatusOr<WordPieceJson> LoadWordPieceJson(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxFileBytes));
  return ParseWordPieceJson(text, path.native());
}

StatusOr<BytePairJson> LoadBytePairJson(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxFileBytes));
  return ParseBytePairJson(text, path.native());
}

}  // namespace srnet::tokenizer
