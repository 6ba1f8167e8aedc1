// Random numbers that are a pure function of (seed, counter), equal on every platform.
//
// The mixing is SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, "Fast splittable pseudorandom number
// generators"): good enough to draw rows and words, not for cryptography. Any thread; one CounterRandom per
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "common/status/status.h"

namespace srnet::data {

// The finaliser of SplitMix64: a bijection in which each input bit moves about half of the output bits.
constexpr std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

constexpr std::uint64_t MixCounter(std::uint64_t seed, std::uint64_t counter) {
  constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15u;
  return Mix(Mix(seed + kGoldenRatio) + (counter + 1) * kGoldenRatio);
}

// The stream of numbers number `stream` of a seed.
class CounterRandom {
 public:
  CounterRandom(std::uint64_t seed, std::uint64_t stream) : key_(MixCounter(seed, stream)) {}

  std::uint64_t Next() { return MixCounter(key_, counter_++); }

  // Uniform below `bound`, which is not 0. The bias is below bound / 2^64.
  std::uint64_t Below(std::uint64_t bound) {
    SRNET_CHECK(bound > 0);
    return static_cast<std::uint64_t>((static_cast<Wide>(Next()) * bound) >> 64);
  }

  // True in `percent` of 100 draws.
  bool Percent(std::uint64_t percent) { return Below(100) < percent; }

  template <typename T>
  const T& Choose(std::span<const T> items) {
    return items[Below(items.size())];
  }

 private:
  __extension__ using Wide = unsigned __int128;

  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace srnet::data
