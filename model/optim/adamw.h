// AdamW in the form the paper's code used (transformers 2.10), without weight decay, as one pass over a
// tensor.
//
//   m <- b1 m + (1 - b1) g        v <- b2 v + (1 - b2) g^2
//   w <- w - lr sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)
//
// eps is added to the uncorrected sqrt(v), unlike in today's PyTorch, where it is added after the correction:
// no matter for weights, but mask scores have gradients ~|W| times smaller. t counts updates from 1.
//
// g is the gradient times `gradient_scale` (the clipping factor), read once and never written back. All spans
// have one length and are float32. The result does not depend on the number of threads. Allocates nothing.
// The caller's thread, which spreads the work over LibTorch's pool.
#pragma once

#include <cstdint>
#include <span>

namespace srnet::optim {

struct AdamwSettings {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
};

// Everything of one update that is the same for every element.
struct AdamwCoefficients {
  float beta1 = 0;
  float one_minus_beta1 = 0;
  float beta2 = 0;
  float one_minus_beta2 = 0;
  float epsilon = 0;
  float step_size = 0;  // lr sqrt(1 - b2^t) / (1 - b1^t)
  float gradient_scale = 1;
};

AdamwCoefficients CoefficientsOf(const AdamwSettings& settings, double learning_rate, std::int64_t update,
                                 double gradient_scale);

void UpdateAdamw(std::span<float> parameter, std::span<const float> gradient, std::span<float> first_moment,
                 std::span<float> second_moment, const AdamwCoefficients& coefficients);

}  // namespace srnet::optim
