#include "model/tokenizer/byte_pair_merger.h"

#include <algorithm>

namespace srnet::tokenizer {

void BytePairMerger::Append(std::string_view piece, std::vector<TokenId>& ids) {
  symbols_.clear();
  heap_.clear();
  const auto size = static_cast<std::int32_t>(piece.size());
  for (std::int32_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(piece[static_cast<std::size_t>(i)]);
    symbols_.push_back({vocabulary_.IdOfByte(byte), i - 1, i + 1 < size ? i + 1 : kNone});
  }
  for (std::int32_t i = 0; i < size; ++i) Push(i);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end());
    const Candidate candidate = heap_.back();
    heap_.pop_back();
    MergeAt(candidate);
  }
  for (const Symbol& symbol : symbols_) {
    if (symbol.id >= 0) ids.push_back(symbol.id);
  }
}

void BytePairMerger::Push(std::int32_t left) {
  if (left == kNone || At(left).next == kNone) return;
  const auto* merge = vocabulary_.Find(At(left).id, At(At(left).next).id);
  if (merge == nullptr) return;
  heap_.push_back({merge->rank, left});
  std::push_heap(heap_.begin(), heap_.end());
}

void BytePairMerger::MergeAt(const Candidate& candidate) {
  Symbol& left = At(candidate.left);
  if (left.id < 0 || left.next == kNone) return;
  Symbol& right = At(left.next);
  // Either side may have been merged since this candidate was found.
  const auto* merge = vocabulary_.Find(left.id, right.id);
  if (merge == nullptr || merge->rank != candidate.rank) return;
  left.id = merge->merged;
  left.next = right.next;
  right.id = -1;
  if (left.next != kNone) At(left.next).previous = candidate.left;
  Push(left.previous);
  Push(candidate.left);
}

}  // namespace srnet::tokenizer
