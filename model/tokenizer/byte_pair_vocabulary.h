// The tokens of a byte pair model, and which two of them merge into which third, in the order they were
// learned.
//
// Tokens are written in the byte alphabet (byte_alphabet.h). Every single byte must be a token, so no text is
// unknown. Immutable, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "model/tokenizer/special_tokens.h"

#include "absl/container/flat_hash_map.h"

namespace srnet::tokenizer {

// Two tokens as they are written, left and right.
using MergeRule = std::pair<std::string, std::string>;

class BytePairVocabulary {
 public:
  struct Merge {
    std::uint32_t rank = 0;  // Lower ones go first.
    TokenId merged = -1;
  };

  // `tokens[i]` has the id i. INVALID_ARGUMENT with `file`: a token twice, a byte without a token, a rule
  // with a token that is not there (`file` and the number of the rule), a rule twice, or no <s>, <pad>, </s>.
  static StatusOr<BytePairVocabulary> Make(const std::vector<std::string>& tokens,
                                           const std::vector<MergeRule>& rules, std::string_view file);

  std::size_t size() const { return size_; }
  TokenId IdOfByte(unsigned char byte) const { return byte_ids_[byte]; }
  const SpecialTokens& special_tokens() const { return special_tokens_; }

  // nullptr when the two do not merge.
  const Merge* Find(TokenId left, TokenId right) const {
    const auto found = merges_.find(KeyOf(left, right));
    return found == merges_.end() ? nullptr : &found->second;
  }

 private:
  using Ids = absl::flat_hash_map<std::string_view, TokenId, std::hash<std::string_view>>;

  BytePairVocabulary() = default;
  Status FindBytes(const Ids& ids, std::string_view file);
  Status FindSpecialTokens(const Ids& ids, std::string_view file);
  Status AddRule(const Ids& ids, const MergeRule& rule, std::string_view file);

  static std::uint64_t KeyOf(TokenId left, TokenId right) {
    return std::uint64_t{static_cast<std::uint32_t>(left)} << 32 | static_cast<std::uint32_t>(right);
  }

  std::size_t size_ = 0;
  std::array<TokenId, 256> byte_ids_{};
  absl::flat_hash_map<std::uint64_t, Merge> merges_;
  SpecialTokens special_tokens_;
};

}  // namespace srnet::tokenizer
