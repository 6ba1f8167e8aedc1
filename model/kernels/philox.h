// Philox4x32-10, eight counters at a time.
//
// Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3: ten rounds
// of multiplication and exclusive or turn (counter, key) into four words that pass BigCrush. Lanes differ in
// the first word of the counter only.
#pragma once

#include <cstdint>

#include "model/kernels/target.h"

namespace srnet::kernels {

inline constexpr int kPhiloxLanes = 8;
inline constexpr int kPhiloxRounds = 10;
inline constexpr std::uint32_t kPhiloxFactor0 = 0xD2511F53u, kPhiloxFactor1 = 0xCD9E8D57u;
inline constexpr std::uint32_t kPhiloxKeyStep0 = 0x9E3779B9u, kPhiloxKeyStep1 = 0xBB67AE85u;

struct PhiloxLanes {
  std::uint32_t word[4][kPhiloxLanes];
};

// Words of the counters (first + lane, counter1, counter2, counter3).
SRNET_INLINE PhiloxLanes Philox(std::uint32_t first, std::uint32_t counter1, std::uint32_t counter2,
                                std::uint32_t counter3, std::uint64_t key) {
  PhiloxLanes x;
  for (int lane = 0; lane < kPhiloxLanes; ++lane) {
    x.word[0][lane] = first + static_cast<std::uint32_t>(lane);
    x.word[1][lane] = counter1;
    x.word[2][lane] = counter2;
    x.word[3][lane] = counter3;
  }
  auto key0 = static_cast<std::uint32_t>(key);
  auto key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < kPhiloxRounds; ++round) {
    for (int lane = 0; lane < kPhiloxLanes; ++lane) {
      const std::uint64_t product0 = std::uint64_t{kPhiloxFactor0} * x.word[0][lane];
      const std::uint64_t product1 = std::uint64_t{kPhiloxFactor1} * x.word[2][lane];
      x.word[0][lane] = static_cast<std::uint32_t>(product1 >> 32) ^ x.word[1][lane] ^ key0;
      x.word[2][lane] = static_cast<std::uint32_t>(product0 >> 32) ^ x.word[3][lane] ^ key1;
      x.word[1][lane] = static_cast<std::uint32_t>(product1);
      x.word[3][lane] = static_cast<std::uint32_t>(product0);
    }
    key0 += kPhiloxKeyStep0;
    key1 += kPhiloxKeyStep1;
  }
  return x;
}

}  // namespace srnet::kernels
