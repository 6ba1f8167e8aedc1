// Numerical gradients in double precision, for comparison with kernels that work in float.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace srnet::testing {

using Vector = std::vector<double>;

// d loss / d x by central differences. `loss` reads x through its reference.
inline Vector FiniteDifference(Vector& x, const std::function<double()>& loss) {
  constexpr double kStep = 1e-5;
  Vector gradient;
  for (double& value : x) {
    const double kept = value;
    value = kept + kStep;
    const double above = loss();
    value = kept - kStep;
    const double below = loss();
    value = kept;
    gradient.push_back((above - below) / (2 * kStep));
  }
  return gradient;
}

inline Vector RandomVector(std::size_t size, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  Vector values(size);
  for (double& value : values) value = static_cast<float>(normal(generator));
  return values;
}

inline std::vector<float> ToFloat(const Vector& values) {
  std::vector<float> floats;
  for (const double value : values) floats.push_back(static_cast<float>(value));
  return floats;
}

inline double Dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace srnet::testing

// Every element within `tolerance`, absolute for small values and relative for large ones.
#define EXPECT_ALL_NEAR(ours, reference, tolerance)                                               \
  do {                                                                                            \
    const auto& near_ours = (ours);                                                               \
    const auto& near_reference = (reference);                                                     \
    ASSERT_EQ(near_ours.size(), near_reference.size());                                           \
    for (std::size_t near_i = 0; near_i < near_ours.size(); ++near_i) {                           \
      const auto near_value = static_cast<double>(near_reference[near_i]);                        \
      EXPECT_NEAR(near_ours[near_i], near_value, (tolerance)*std::max(1.0, std::abs(near_value))) \
          << #ours << " at " << near_i;                                                           \
    }                                                                                             \
  } while (false)
