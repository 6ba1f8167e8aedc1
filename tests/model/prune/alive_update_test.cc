#include "model/prune/alive_update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace srnet::prune {
namespace {

using ::testing::ElementsAre;

TEST(UpdateAlive, PrunedEntriesKeepTheirWeightAndMoments) {
  std::vector<float> weight{1, 0, 2}, first(3), second(3);
  const std::vector<float> gradient{0.5f, 0.5f, -0.5f};
  const std::vector<std::uint8_t> levels{0, 1, 0};
  for (int update = 1; update <= 3; ++update) {
    UpdateAlive(weight, gradient, levels, first, second, optim::CoefficientsOf({}, 0.1, update, 1));
  }
  EXPECT_LT(weight[0], 1);
  EXPECT_EQ(weight[1], 0);
  EXPECT_GT(weight[2], 2);
  EXPECT_EQ(first[1], 0);
  EXPECT_EQ(second[1], 0);
}

TEST(UpdateAlive, OnADenseMatrixEqualsPlainAdamwBitForBit) {
  std::vector<float> gradient(20'000);
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] = std::sin(static_cast<float>(i));
  std::vector<float> left(gradient.size(), 1), right = left, m1(left.size()), v1 = m1, m2 = m1, v2 = m1;
  const std::vector<std::uint8_t> levels(left.size());
  const auto coefficients = optim::CoefficientsOf({}, 1e-3, 1, 0.5);
  UpdateAlive(left, gradient, levels, m1, v1, coefficients);
  optim::UpdateAdamw(right, gradient, m2, v2, coefficients);
  EXPECT_EQ(left, right);
  EXPECT_EQ(v1, v2);
}

TEST(SumOfAliveSquares, LeavesPrunedEntriesOut) {
  const std::vector<float> gradient{3, 100, 4, 100, 0, 0, 0, 0, 12, 100};
  const std::vector<std::uint8_t> levels{0, 1, 0, 2, 0, 0, 0, 0, 0, 9};
  EXPECT_EQ(SumOfAliveSquares(gradient, levels), 169);
}

TEST(ZeroPruned, ClearsThePrunedAndNoOthers) {
  std::vector<float> weights{1, 2, 3};
  ZeroPruned(std::vector<std::uint8_t>{0, 3, 0}, weights);
  EXPECT_THAT(weights, ElementsAre(1, 0, 3));
}

}  // namespace
}  // namespace srnet::prune
