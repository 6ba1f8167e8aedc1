// exp and the normal distribution, written so that the compiler turns a loop over them into vector
// instructions.
//
// No tables, branches or calls. Accuracy is stated per function and held by
// tests/model/kernels/vector_math_test.cc.
#pragma once

#include <bit>
#include <cstdint>

#include "model/kernels/target.h"

namespace srnet::kernels {

// e^x, relative error below 2e-7. Below -87 the result is e^-87 (1.6e-38), above 88 it is e^88. NaN stays
// NaN.
SRNET_INLINE float Exp(float x) {
  // x = n ln 2 + r with |r| <= ln 2 / 2; adding 1.5 * 2^23 rounds to an integer, which the sum's last bits
  // then hold.
  constexpr float kRound = 12582912.0f;
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float shifted = x * 1.44269504f + kRound;
  const float n = shifted - kRound;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const std::uint32_t exponent =
      std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(kRound) + 127;
  const float power = std::bit_cast<float>(exponent << 23);
  return p * power;
}

struct NormalDistribution {
  float cumulative;  // Phi(x)
  float density;     // phi(x)
};

// Standard normal distribution at x, absolute error below 3e-7, and relative error below 1e-5 down to Phi =
// 1e-9.
//
// With a = |x| and t = 1 / (1 + 0.21 a), Phi(-a) = exp(-a^2 / 2) P(t). P is a least-squares fit of the scaled
// complementary error function, weighted for relative error, which is below 2e-8 for every a >= 0.
SRNET_INLINE NormalDistribution Normal(float x) {
  const float a = x < 0 ? -x : x;
  const float t = 1.0f / (1.0f + 0.21f * a);
  float p = -0.07165656667f;
  p = p * t + 0.28358989380f;
  p = p * t - 0.33025626829f;
  p = p * t + 0.34940445991f;
  p = p * t - 0.09392769136f;
  p = p * t + 0.12487382879f;
  p = p * t + 0.06919187683f;
  p = p * t + 0.08506890080f;
  p = p * t + 0.08371157303f;
  const float e = Exp(-0.5f * a * a);
  const float tail = e * p * t;
  return {x < 0 ? tail : 1.0f - tail, e * 0.398942280f};
}

}  // namespace srnet::kernels
