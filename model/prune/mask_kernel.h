// The inner loops over mask scores, on raw float32 memory of `size` elements that never overlaps. One thread
// each.
#pragma once

#include <cstdint>

#include "model/optim/adamw.h"

namespace srnet::prune::kernel {

void UpdateScoresBlock(const float* weight, const float* effective_gradient, float* scores,
                       float* first_moment, float* second_moment, float* effective, std::int64_t size,
                       float threshold, const optim::AdamwCoefficients& coefficients);

void WriteEffectiveBlock(const float* weight, const float* scores, float threshold, float* effective,
                         std::int64_t size);

// AdamW on the entries whose level is 0; the others, pruned, keep their weight and see a gradient of 0.
void UpdateAliveBlock(float* parameter, const float* gradient, const std::uint8_t* levels,
                      float* first_moment, float* second_moment, std::int64_t size,
                      const optim::AdamwCoefficients& coefficients);

// Sum of the squares of the entries whose level is 0.
double SumOfAliveSquaresBlock(const float* values, const std::uint8_t* levels, std::int64_t size);

}  // namespace srnet::prune::kernel
