// Merges the bytes of one piece of text into tokens: as long as any two neighbours merge, the pair of lowest
// rank does, the leftmost of equal ones.
//
//   l o w e r   ->   lo w e r   ->   low e r   ->   low er           Sennrich et al. 2016, algorithm 1
//
// O(n log n) for n bytes, in memory that is used again. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/tokenizer/byte_pair_vocabulary.h"

namespace srnet::tokenizer {

class BytePairMerger {
 public:
  // The vocabulary must outlive it.
  explicit BytePairMerger(const BytePairVocabulary& vocabulary) : vocabulary_(vocabulary) {}

  // Appends the tokens of `piece`.
  void Append(std::string_view piece, std::vector<TokenId>& ids);

 private:
  static constexpr std::int32_t kNone = -1;

  // A token so far, in a list whose order is that of the text.
  struct Symbol {
    TokenId id = -1;  // -1: merged into one further left.
    std::int32_t previous = kNone;
    std::int32_t next = kNone;
  };
  struct Candidate {
    std::uint32_t rank;
    std::int32_t left;  // Index of a symbol; it merges with its next.
    // A heap's top is its largest: that of the lowest rank, furthest left.
    bool operator<(const Candidate& other) const {
      return rank != other.rank ? rank > other.rank : left > other.left;
    }
  };

  void Push(std::int32_t left);
  void MergeAt(const Candidate& candidate);
  Symbol& At(std::int32_t index) { return symbols_[static_cast<std::size_t>(index)]; }

  const BytePairVocabulary& vocabulary_;
  std::vector<Symbol> symbols_;
  std::vector<Candidate> heap_;
};

}  // namespace srnet::tokenizer
