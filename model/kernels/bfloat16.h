// The two storage types of activations, and their way into and out of float registers.
#pragma once

#include <bit>
#include <cstdint>

#include "model/kernels/target.h"

namespace srnet::kernels {

// The upper half of a float32; same bits as c10::BFloat16.
struct BFloat16 {
  std::uint16_t bits;
};

SRNET_INLINE float Load(float value) { return value; }
SRNET_INLINE float Load(BFloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}

SRNET_INLINE void Store(float value, float& target) { target = value; }

// Rounds to nearest, ties to even; a NaN stays a NaN.
SRNET_INLINE void Store(float value, BFloat16& target) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = bits + 0x7fffu + ((bits >> 16) & 1u);
  target.bits = static_cast<std::uint16_t>((value != value ? (bits | 0x00400000u) : rounded) >> 16);
}

}  // namespace srnet::kernels
