#include "model/training/epoch_order.h"

#include <limits>
#include <numeric>
#include <utility>

#include "common/status/status.h"
#include "model/data/counter_random.h"

namespace srnet::training {
namespace {

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15u;

using data::Mix;

class CounterGenerator {
 public:
  explicit CounterGenerator(std::uint64_t key) : key_(key) {}

  // Uniform in 0 .. bound - 1: the high half of a 32 x 32 bit product, words that would favour some results
  // rejected (Lemire 2019, "Fast random integer generation in an interval").
  std::uint32_t Below(std::uint32_t bound) {
    const std::uint32_t unfair = (0u - bound) % bound;
    while (true) {
      const std::uint64_t product = std::uint64_t{Word()} * bound;
      if (static_cast<std::uint32_t>(product) >= unfair) return static_cast<std::uint32_t>(product >> 32);
    }
  }

 private:
  std::uint32_t Word() { return static_cast<std::uint32_t>(Mix(key_ + kGoldenGamma * ++counter_) >> 32); }

  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace

std::uint64_t DerivedSeed(std::uint64_t seed, std::uint64_t purpose) {
  return Mix(Mix(seed + kGoldenGamma) ^ Mix(purpose + 2 * kGoldenGamma));
}

std::vector<std::uint32_t> EpochOrder(std::uint64_t seed, std::uint64_t epoch, std::int64_t rows) {
  SRNET_CHECK(rows >= 0 && rows < std::numeric_limits<std::uint32_t>::max());
  std::vector<std::uint32_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), 0u);
  CounterGenerator generator(DerivedSeed(seed, epoch));
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[generator.Below(static_cast<std::uint32_t>(i))]);
  }
  return order;
}

}  // namespace srnet::training
