#include "model/kernels/normal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace srnet::kernels {
namespace {

std::vector<float> Draw(std::uint64_t seed, std::uint32_t stream, std::size_t count) {
  std::vector<float> values(count);
  FillNormal(seed, stream, 0.02, values);
  return values;
}

TEST(FillNormal, HasTheMomentsOfTheNormalDistribution) {
  const std::vector<float> values = Draw(7, 0, 100000);
  double sum = 0, squares = 0, fourths = 0;
  for (const float value : values) {
    const double z = value / 0.02;
    sum += z;
    squares += z * z;
    fourths += z * z * z * z;
  }
  EXPECT_NEAR(sum / 1e5, 0, 0.015);
  EXPECT_NEAR(squares / 1e5, 1, 0.02);
  EXPECT_NEAR(fourths / 1e5, 3, 0.15);
}

TEST(FillNormal, IsAFunctionOfSeedStreamAndIndex) {
  std::vector<float> longer = Draw(7, 3, 100);
  longer.resize(37);
  EXPECT_EQ(Draw(7, 3, 37), longer);
  EXPECT_NE(Draw(8, 3, 37), longer);
  EXPECT_NE(Draw(7, 4, 37), longer);
}

}  // namespace
}  // namespace srnet::kernels
