#include "model/kernels/normal.h"

#include <cmath>
#include <numbers>

#include "model/kernels/philox.h"

namespace srnet::kernels {
namespace {

// The counter word that no dropout site uses (dropout.h packs site and step there).
constexpr std::uint32_t kDomain = 0xFFFFFFFFu;

double Uniform(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

}  // namespace

void FillNormal(std::uint64_t seed, std::uint32_t stream, double deviation, std::span<float> values) {
  constexpr std::size_t kGroup = 2 * kPhiloxLanes;  // words 0 and 1 of each lane make two numbers
  for (std::size_t begin = 0; begin < values.size(); begin += kGroup) {
    const PhiloxLanes x = Philox(static_cast<std::uint32_t>(begin / 2), stream, kDomain, kDomain, seed);
    for (std::size_t i = 0; i < kGroup && begin + i < values.size(); ++i) {
      const std::size_t lane = i / 2;
      const double radius = std::sqrt(-2 * std::log(Uniform(x.word[0][lane])));
      const double angle = 2 * std::numbers::pi * Uniform(x.word[1][lane]);
      values[begin + i] =
          static_cast<float>(deviation * radius * (i % 2 == 0 ? std::cos(angle) : std::sin(angle)));
    }
  }
}

}  // namespace srnet::kernels
