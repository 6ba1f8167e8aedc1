#include "model/prune/alive_update.h"

#include "common/status/status.h"
#include "model/optim/parallel.h"
#include "model/prune/mask_kernel.h"

namespace srnet::prune {

void UpdateAlive(std::span<float> parameter, std::span<const float> gradient,
                 std::span<const std::uint8_t> levels, std::span<float> first_moment,
                 std::span<float> second_moment, const optim::AdamwCoefficients& coefficients) {
  const std::size_t total = parameter.size();
  SRNET_CHECK(gradient.size() == total && levels.size() == total);
  SRNET_CHECK(first_moment.size() == total && second_moment.size() == total);
  optim::ParallelBlocks(total, [&](std::size_t begin, std::size_t size) {
    kernel::UpdateAliveBlock(parameter.data() + begin, gradient.data() + begin, levels.data() + begin,
                             first_moment.data() + begin, second_moment.data() + begin,
                             static_cast<std::int64_t>(size), coefficients);
  });
}

double SumOfAliveSquares(std::span<const float> gradient, std::span<const std::uint8_t> levels) {
  SRNET_CHECK(gradient.size() == levels.size());
  return optim::ParallelSum(gradient.size(), [&](std::size_t begin, std::size_t size) {
    return kernel::SumOfAliveSquaresBlock(gradient.data() + begin, levels.data() + begin,
                                          static_cast<std::int64_t>(size));
  });
}

void ZeroPruned(std::span<const std::uint8_t> levels, std::span<float> weights) {
  SRNET_CHECK(levels.size() == weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (levels[i] != 0) weights[i] = 0.0f;
  }
}

}  // namespace srnet::prune
