// Two texts as the one sequence BERT reads: [CLS] A [SEP] B [SEP].
//
// Segment 0 is [CLS] A [SEP], segment 1 is B [SEP]. While the sequence is longer than `max_length` the last
// piece of the longer text goes; of two equally long ones, that of B.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "model/tokenizer/wordpiece.h"

namespace srnet::tokenizer {

inline constexpr std::size_t kSpecialTokensOfAPair = 3;

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
  // `max_length` is at least kSpecialTokensOfAPair.
  PairEncoder(const WordPieceTokenizer& tokenizer, std::size_t max_length);

  struct Encoded {
    std::span<const TokenId> ids;      // Valid until the next call.
    std::size_t segment_a_length = 0;  // [CLS] A [SEP], so |A| + 2.
    bool truncated = false;
  };
  Encoded Encode(std::string_view a, std::string_view b);

 private:
  const WordPieceTokenizer& tokenizer_;
  std::size_t max_length_;
  Words words_;
  std::vector<TokenId> ids_;
  std::vector<TokenId> ids_of_b_;
};

}  // namespace srnet::tokenizer
