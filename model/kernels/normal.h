// Normally distributed numbers as a pure function of (seed, stream, index).
#pragma once

#include <cstdint>
#include <span>

namespace srnet::kernels {

// values[i] ~ N(0, deviation^2), independent over i, streams and seeds. Box and Muller 1958 on Philox words,
// in double, rounded once. Any thread.
void FillNormal(std::uint64_t seed, std::uint32_t stream, double deviation, std::span<float> values);

}  // namespace srnet::kernels
