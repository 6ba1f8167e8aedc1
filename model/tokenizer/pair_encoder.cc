#include "model/tokenizer/pair_encoder.h"

#include <algorithm>

namespace srnet::tokenizer {

PairLengths TruncateLongestFirst(PairLengths lengths, std::size_t budget) {
  if (lengths.a + lengths.b <= budget) return lengths;
  // The longer text shrinks to the shorter one first; from there on B goes first and the two alternate.
  const std::size_t shorter = std::min(lengths.a, lengths.b);
  if (2 * shorter >= budget) return {.a = budget - budget / 2, .b = budget / 2};
  (lengths.a > lengths.b ? lengths.a : lengths.b) = budget - shorter;
  return lengths;
}

PairEncoder::PairEncoder(const WordPieceTokenizer& tokenizer, std::size_t max_length)
    : tokenizer_(tokenizer), max_length_(max_length) {
  SRNET_CHECK(max_length >= kSpecialTokensOfAPair);
}

PairEncoder::Encoded PairEncoder::Encode(std::string_view a, std::string_view b) {
  const Vocabulary& vocabulary = tokenizer_.vocabulary();
  ids_.assign(1, vocabulary.cls_id());
  tokenizer_.Tokenize(a, words_, ids_);
  ids_of_b_.clear();
  tokenizer_.Tokenize(b, words_, ids_of_b_);

  const PairLengths full{.a = ids_.size() - 1, .b = ids_of_b_.size()};
  const PairLengths kept = TruncateLongestFirst(full, max_length_ - kSpecialTokensOfAPair);
  ids_.resize(1 + kept.a);
  ids_.push_back(vocabulary.sep_id());
  ids_.insert(ids_.end(), ids_of_b_.begin(), ids_of_b_.begin() + static_cast<std::ptrdiff_t>(kept.b));
  ids_.push_back(vocabulary.sep_id());
  return {.ids = ids_, .segment_a_length = kept.a + 2, .truncated = kept != full};
}

}  // namespace srnet::tokenizer
