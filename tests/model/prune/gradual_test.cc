#include "model/prune/gradual.h"

#include <gtest/gtest.h>

namespace srnet::prune {
namespace {

TEST(GradualSparsity, FollowsTheCubeLawFromTheInitialToTheFinalSparsity) {
  EXPECT_DOUBLE_EQ(GradualSparsity(0.7, 0.9, 0), 0.7);
  EXPECT_DOUBLE_EQ(GradualSparsity(0.7, 0.9, 0.5), 0.875);
  EXPECT_NEAR(GradualSparsity(0.7, 0.9, 0.7), 0.8946, 1e-9);
  EXPECT_EQ(GradualSparsity(0.7, 0.9, 1), 0.9);
}

TEST(GradualSparsity, StaysAtTheFinalSparsityAfterTheEnd) { EXPECT_EQ(GradualSparsity(0.2, 0.9, 1.5), 0.9); }

TEST(GradualSparsity, AFixedSparsityIsReturnedBitForBit) {
  for (const double done : {0.0, 0.1, 0.3, 0.99}) EXPECT_EQ(GradualSparsity(0.7, 0.7, done), 0.7);
}

}  // namespace
}  // namespace srnet::prune
