// AdamW on a matrix some of whose entries are pruned (level != 0, see magnitude.h).
//
// A pruned entry sees a gradient of 0: it keeps its weight bit for bit as long as its moments are 0, which
// they are because the optimiser is recreated at every pruning; and it does not count in the clipping norm.
// Spans have one length. Results do not depend on the number of threads.
#pragma once

#include <cstdint>
#include <span>

#include "model/optim/adamw.h"

namespace srnet::prune {

void UpdateAlive(std::span<float> parameter, std::span<const float> gradient,
                 std::span<const std::uint8_t> levels, std::span<float> first_moment,
                 std::span<float> second_moment, const optim::AdamwCoefficients& coefficients);

double SumOfAliveSquares(std::span<const float> gradient, std::span<const std::uint8_t> levels);

// Sets pruned entries to 0.
void ZeroPruned(std::span<const std::uint8_t> levels, std::span<float> weights);

}  // namespace srnet::prune
