#include "model/optim/adamw.h"

#include <cmath>

#include "common/status/status.h"
#include "model/optim/adamw_kernel.h"
#include "model/optim/parallel.h"

namespace srnet::optim {

AdamwCoefficients CoefficientsOf(const AdamwSettings& settings, double learning_rate, std::int64_t update,
                                 double gradient_scale) {
  const auto t = static_cast<double>(update);
  const double correction1 = 1 - std::pow(settings.beta1, t);
  const double correction2 = 1 - std::pow(settings.beta2, t);
  return {.beta1 = static_cast<float>(settings.beta1),
          .one_minus_beta1 = static_cast<float>(1 - settings.beta1),
          .beta2 = static_cast<float>(settings.beta2),
          .one_minus_beta2 = static_cast<float>(1 - settings.beta2),
          .epsilon = static_cast<float>(settings.epsilon),
          .step_size = static_cast<float>(learning_rate * std::sqrt(correction2) / correction1),
          .gradient_scale = static_cast<float>(gradient_scale)};
}

void UpdateAdamw(std::span<float> parameter, std::span<const float> gradient, std::span<float> first_moment,
                 std::span<float> second_moment, const AdamwCoefficients& coefficients) {
  SRNET_CHECK(gradient.size() == parameter.size());
  SRNET_CHECK(first_moment.size() == parameter.size() && second_moment.size() == parameter.size());
  ParallelBlocks(parameter.size(), [&](std::size_t begin, std::size_t size) {
    kernel::AdamwBlock(parameter.data() + begin, gradient.data() + begin, first_moment.data() + begin,
                       second_moment.data() + begin, static_cast<std::int64_t>(size), coefficients);
  });
}

}  // namespace srnet::optim
