// The k-th smallest of several lists of numbers together, without copying them into one.
//
// Floats are compared through integers that are ordered as they are; two histograms of 16 bits each then find
// the k-th: two passes over the numbers, half a megabyte of memory, however long the lists. Any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "common/status/status.h"

namespace srnet::prune {

// Ordered as the floats are; -0 and +0 are equal. No NaN.
inline std::uint32_t OrderKey(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0f);
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}
inline float FromOrderKey(std::uint32_t key) {
  return std::bit_cast<float>((key & 0x80000000u) != 0 ? key & 0x7fffffffu : ~key);
}

// Ordered as the magnitudes are.
inline std::uint32_t MagnitudeKey(float value) { return std::bit_cast<std::uint32_t>(value) & 0x7fffffffu; }

struct OrderStatistic {
  std::uint32_t key = 0;
  std::int64_t below = 0;  // How many are smaller.
};

// `visit(take)` calls take(key) for every key, the same ones each time. 1 <= k <= the number of keys.
template <typename Visit>
OrderStatistic KthSmallest(std::int64_t k, const Visit& visit) {
  constexpr std::size_t kBuckets = 1 << 16;
  std::vector<std::int64_t> counts(kBuckets);
  OrderStatistic found;
  // Walks the buckets to the one that holds the k-th; `found.below` counts what lies before it.
  const auto bucket_of_kth = [&] {
    std::size_t bucket = 0;
    for (; bucket < kBuckets && found.below + counts[bucket] < k; ++bucket) found.below += counts[bucket];
    SRNET_CHECK(k > 0 && bucket < kBuckets);
    return static_cast<std::uint32_t>(bucket);
  };
  visit([&](std::uint32_t key) { ++counts[key >> 16]; });
  const std::uint32_t high = bucket_of_kth();
  counts.assign(kBuckets, 0);
  visit([&](std::uint32_t key) {
    if (key >> 16 == high) ++counts[key & 0xffffu];
  });
  found.key = high << 16 | bucket_of_kth();
  return found;
}

}  // namespace srnet::prune
