#include "model/optim/adamw_kernel.h"

#include <cmath>

#include "model/kernels/target.h"

namespace srnet::optim::kernel {
namespace {

constexpr int kLanes = 8;

double SumOf(const double (&lanes)[kLanes]) {
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  return sum;
}

}  // namespace

SRNET_KERNEL
void AdamwBlock(float* __restrict parameter, const float* __restrict gradient, float* __restrict first_moment,
                float* __restrict second_moment, std::int64_t size, const AdamwCoefficients& coefficients) {
  const AdamwCoefficients c = coefficients;
  for (std::int64_t i = 0; i < size; ++i) {
    const float g = gradient[i] * c.gradient_scale;
    const float m = c.beta1 * first_moment[i] + c.one_minus_beta1 * g;
    const float v = c.beta2 * second_moment[i] + c.one_minus_beta2 * (g * g);
    first_moment[i] = m;
    second_moment[i] = v;
    parameter[i] -= c.step_size * (m / (std::sqrt(v) + c.epsilon));
  }
}

SRNET_KERNEL
double SumOfSquaresBlock(const float* values, std::int64_t size) {
  double lanes[kLanes] = {};
  const std::int64_t whole = size - size % kLanes;
  for (std::int64_t i = 0; i < whole; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const double value = values[i + lane];
      lanes[lane] += value * value;
    }
  }
  for (std::int64_t i = whole; i < size; ++i) {
    const double value = values[i];
    lanes[i - whole] += value * value;
  }
  return SumOf(lanes);
}

SRNET_KERNEL
double SumOfSquaredProductsBlock(const float* left, const float* right, std::int64_t size) {
  double lanes[kLanes] = {};
  const std::int64_t whole = size - size % kLanes;
  for (std::int64_t i = 0; i < whole; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const double value = left[i + lane] * right[i + lane];
      lanes[lane] += value * value;
    }
  }
  for (std::int64_t i = whole; i < size; ++i) {
    const double value = left[i] * right[i];
    lanes[i - whole] += value * value;
  }
  return SumOf(lanes);
}

}  // namespace srnet::optim::kernel
