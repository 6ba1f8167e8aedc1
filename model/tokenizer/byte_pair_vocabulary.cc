#include "model/tokenizer/byte_pair_vocabulary.h"

#include "model/tokenizer/byte_alphabet.h"

namespace srnet::tokenizer {

StatusOr<BytePairVocabulary> BytePairVocabulary::Make(const std::vector<std::string>& tokens,
                                                      const std::vector<MergeRule>& rules,
                                                      std::string_view file) {
  Ids ids;
  ids.reserve(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto [entry, is_new] = ids.emplace(tokens[i], static_cast<TokenId>(i));
    if (!is_new) return InvalidArgument("{}: \"{}\" is token {} and {}", file, tokens[i], entry->second, i);
  }
  BytePairVocabulary vocabulary;
  vocabulary.size_ = tokens.size();
  SRNET_RETURN_IF_ERROR(vocabulary.FindSpecialTokens(ids, file));
  SRNET_RETURN_IF_ERROR(vocabulary.FindBytes(ids, file));
  vocabulary.merges_.reserve(rules.size());
  for (const MergeRule& rule : rules) SRNET_RETURN_IF_ERROR(vocabulary.AddRule(ids, rule, file));
  return vocabulary;
}

Status BytePairVocabulary::FindBytes(const Ids& ids, std::string_view file) {
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    const auto found = ids.find(CharacterOfByte(static_cast<unsigned char>(byte)));
    if (found == ids.end()) {
      return InvalidArgument("{} has no token \"{}\" for the byte {:#04x}: is this a byte-level vocabulary?",
                             file, CharacterOfByte(static_cast<unsigned char>(byte)), byte);
    }
    byte_ids_[byte] = found->second;
  }
  return absl::OkStatus();
}

Status BytePairVocabulary::FindSpecialTokens(const Ids& ids, std::string_view file) {
  special_tokens_.between = 2;
  const std::pair<std::string_view, TokenId*> wanted[] = {
      {"<s>", &special_tokens_.begin}, {"<pad>", &special_tokens_.pad}, {"</s>", &special_tokens_.separator}};
  for (const auto& [token, id] : wanted) {
    const auto found = ids.find(token);
    if (found == ids.end()) {
      return InvalidArgument("{} has no token \"{}\": is this the vocabulary of a RoBERTa model?", file,
                             token);
    }
    *id = found->second;
  }
  return absl::OkStatus();
}

Status BytePairVocabulary::AddRule(const Ids& ids, const MergeRule& rule, std::string_view file) {
  const auto rank = static_cast<std::uint32_t>(merges_.size());
  const auto left = ids.find(rule.first);
  const auto right = ids.find(rule.second);
  const auto merged = ids.find(rule.first + rule.second);
  if (left == ids.end() || right == ids.end() || merged == ids.end()) {
    return InvalidArgument("{}: merge {} of \"{}\" and \"{}\" has a part or result that is no token", file,
                           rank + 1, rule.first, rule.second);
  }
  const bool is_new = merges_.emplace(KeyOf(left->second, right->second), Merge{rank, merged->second}).second;
  if (!is_new) {
    return InvalidArgument("{}: merge {} of \"{}\" and \"{}\" is there already", file, rank + 1, rule.first,
                           rule.second);
  }
  return absl::OkStatus();
}

}  // namespace srnet::tokenizer
