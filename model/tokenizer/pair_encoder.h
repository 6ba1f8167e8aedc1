// Two texts as the one sequence a model reads: [CLS] A [SEP] B [SEP], or <s> A </s></s> B </s>.
//
// Segment 0 is what comes before B or a second separator, segment 1 the rest (RoBERTa has no segments and
// does not read them). While the sequence is longer than `max_length` the last piece of the longer text goes;
// of two equally long ones, that of B.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "model/tokenizer/tokenizer.h"

namespace srnet::tokenizer {

// How many pieces of each text stay when at most `budget` may.
struct PairLengths {
  std::size_t a = 0;
  std::size_t b = 0;
  bool operator==(const PairLengths&) const = default;
};
PairLengths TruncateLongestFirst(PairLengths lengths, std::size_t budget);

// Encodes pairs one after another in memory of its own. The tokenizer must outlive it. One thread at a time.
class PairEncoder {
 public:
  // `max_length` is at least special_tokens().of_a_pair().
  PairEncoder(const Tokenizer& tokenizer, std::size_t max_length);

  struct Encoded {
    std::span<const TokenId> ids;      // Valid until the next call.
    std::size_t segment_a_length = 0;  // Begin, A and one separator, so |A| + 2.
    bool truncated = false;
  };
  Encoded Encode(std::string_view a, std::string_view b);

 private:
  std::unique_ptr<TextEncoder> encoder_;
  SpecialTokens special_;
  std::size_t max_length_;
  std::vector<TokenId> ids_;
  std::vector<TokenId> ids_of_b_;
};

}  // namespace srnet::tokenizer
