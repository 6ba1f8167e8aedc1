#include "model/prune/mask_kernel.h"

#include <cmath>

#include "model/kernels/target.h"

namespace srnet::prune::kernel {

SRNET_KERNEL
void UpdateScoresBlock(const float* __restrict weight, const float* __restrict effective_gradient,
                       float* __restrict scores, float* __restrict first_moment,
                       float* __restrict second_moment, float* __restrict effective, std::int64_t size,
                       float threshold, const optim::AdamwCoefficients& coefficients) {
  const optim::AdamwCoefficients c = coefficients;
  for (std::int64_t i = 0; i < size; ++i) {
    const float w = weight[i];
    const float g = (effective_gradient[i] * w) * c.gradient_scale;
    const float m = c.beta1 * first_moment[i] + c.one_minus_beta1 * g;
    const float v = c.beta2 * second_moment[i] + c.one_minus_beta2 * (g * g);
    const float score = scores[i] - c.step_size * (m / (std::sqrt(v) + c.epsilon));
    first_moment[i] = m;
    second_moment[i] = v;
    scores[i] = score;
    effective[i] = score > threshold ? w : 0.0f;
  }
}

SRNET_KERNEL
void WriteEffectiveBlock(const float* __restrict weight, const float* __restrict scores, float threshold,
                         float* __restrict effective, std::int64_t size) {
  for (std::int64_t i = 0; i < size; ++i) effective[i] = scores[i] > threshold ? weight[i] : 0.0f;
}

SRNET_KERNEL
void UpdateAliveBlock(float* __restrict parameter, const float* __restrict gradient,
                      const std::uint8_t* __restrict levels, float* __restrict first_moment,
                      float* __restrict second_moment, std::int64_t size,
                      const optim::AdamwCoefficients& coefficients) {
  const optim::AdamwCoefficients c = coefficients;
  for (std::int64_t i = 0; i < size; ++i) {
    const float g = levels[i] == 0 ? gradient[i] * c.gradient_scale : 0.0f;
    const float m = c.beta1 * first_moment[i] + c.one_minus_beta1 * g;
    const float v = c.beta2 * second_moment[i] + c.one_minus_beta2 * (g * g);
    first_moment[i] = m;
    second_moment[i] = v;
    parameter[i] -= c.step_size * (m / (std::sqrt(v) + c.epsilon));
  }
}

SRNET_KERNEL
double SumOfAliveSquaresBlock(const float* values, const std::uint8_t* levels, std::int64_t size) {
  constexpr int kLanes = 8;
  double lanes[kLanes] = {};
  const std::int64_t whole = size - size % kLanes;
  for (std::int64_t i = 0; i < whole; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const double value = levels[i + lane] == 0 ? values[i + lane] : 0.0f;
      lanes[lane] += value * value;
    }
  }
  for (std::int64_t i = whole; i < size; ++i) {
    const double value = levels[i] == 0 ? values[i] : 0.0f;
    lanes[i - whole] += value * value;
  }
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

}  // namespace srnet::prune::kernel
