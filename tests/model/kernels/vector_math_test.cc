#include "model/kernels/vector_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace srnet::kernels {
namespace {

double Phi(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

TEST(Exp, IsWithinItsErrorOverTheWholeRange) {
  for (double x = -86.9; x < 88; x += 0.00937) {
    const double exact = std::exp(static_cast<double>(static_cast<float>(x)));
    EXPECT_NEAR(Exp(static_cast<float>(x)) / exact, 1.0, 3e-7) << x;
  }
}

TEST(Exp, OfHugeArgumentsStaysFinite) {
  EXPECT_EQ(Exp(-1e30f), Exp(-87.0f));
  EXPECT_EQ(Exp(1e30f), Exp(88.0f));
}

TEST(Exp, OfNaNIsNaN) { EXPECT_TRUE(std::isnan(Exp(std::numeric_limits<float>::quiet_NaN()))); }

TEST(Normal, CumulativeAndDensityAreWithinTheirError) {
  for (double x = -12; x < 12; x += 0.00173) {
    const NormalDistribution normal = Normal(static_cast<float>(x));
    const double at = static_cast<float>(x);
    EXPECT_NEAR(normal.cumulative, Phi(at), 3e-7) << x;
    EXPECT_NEAR(normal.density, std::exp(-at * at / 2) / std::sqrt(2 * M_PI), 3e-7) << x;
  }
}

TEST(Normal, LowerTailKeepsItsRelativeAccuracy) {
  for (double x = -6; x < 0; x += 0.00173) {
    EXPECT_NEAR(Normal(static_cast<float>(x)).cumulative / Phi(static_cast<float>(x)), 1.0, 1e-5) << x;
  }
}

}  // namespace
}  // namespace srnet::kernels
