// Magnitude pruning with an exact count: which entries of a matrix, or of several together, go next.
//
// Every entry carries a level: 0 while it is alive, n >= 1 once the n-th pruning has removed it. Levels are
// therefore nested masks, and the mask of a one-shot pruning is the special case of level 1.
//
// Tie rule: of entries with the same |w| those that come first (in the order of the matrices, then by index)
// are removed first, so the count is exact and the choice is a pure function of the weights. -0 and +0 are
// equal. Weights must be finite. Any thread.
#pragma once

#include <cstdint>
#include <span>

namespace srnet::prune {

struct LevelledMatrix {
  std::span<const float> weights;
  std::span<std::uint8_t> levels;  // As many.
};

// floor(n * s), in double arithmetic as the paper's code computes it. 0 <= s <= 1.
std::int64_t PrunedCount(std::int64_t size, double sparsity);

// Entries of level 0.
std::int64_t AliveCount(std::span<const LevelledMatrix> matrices);

// Gives `level` to the `count` alive entries of smallest magnitude. count <= the number of alive entries.
void PruneSmallest(std::span<const LevelledMatrix> matrices, std::int64_t count, std::uint8_t level);

// The same in one matrix.
void PruneSmallest(std::span<const float> weights, std::int64_t count, std::uint8_t level,
                   std::span<std::uint8_t> levels);

}  // namespace srnet::prune
