#include "model/tokenizer/pair_encoder.h"

#include <algorithm>

#include "common/status/status.h"

namespace srnet::tokenizer {

PairLengths TruncateLongestFirst(PairLengths lengths, std::size_t budget) {
  if (lengths.a + lengths.b <= budget) return lengths;
  // The longer text shrinks to the shorter one first; from there on B goes first and the two alternate.
  const std::size_t shorter = std::min(lengths.a, lengths.b);
  if (2 * shorter >= budget) return {.a = budget - budget / 2, .b = budget / 2};
  (lengths.a > lengths.b ? lengths.a : lengths.b) = budget - shorter;
  return lengths;
}

PairEncoder::PairEncoder(const Tokenizer& tokenizer, std::size_t max_length)
    : encoder_(tokenizer.NewEncoder()), special_(tokenizer.special_tokens()), max_length_(max_length) {
  SRNET_CHECK(max_length >= special_.of_a_pair());
}

PairEncoder::Encoded PairEncoder::Encode(std::string_view a, std::string_view b) {
  ids_.assign(1, special_.begin);
  encoder_->Append(a, ids_);
  ids_of_b_.clear();
  encoder_->Append(b, ids_of_b_);

  const PairLengths full{.a = ids_.size() - 1, .b = ids_of_b_.size()};
  const PairLengths kept = TruncateLongestFirst(full, max_length_ - special_.of_a_pair());
  ids_.resize(1 + kept.a);
  ids_.insert(ids_.end(), special_.between, special_.separator);
  ids_.insert(ids_.end(), ids_of_b_.begin(), ids_of_b_.begin() + static_cast<std::ptrdiff_t>(kept.b));
  ids_.push_back(special_.separator);
  return {.ids = ids_, .segment_a_length = kept.a + 2, .truncated = kept != full};
}

}  // namespace srnet::tokenizer
