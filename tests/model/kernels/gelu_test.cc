#include "model/kernels/gelu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/model/kernels/finite_difference.h"

namespace srnet::kernels {
namespace {

using testing::FiniteDifference;
using testing::RandomVector;
using testing::ToFloat;
using testing::Vector;

constexpr std::int64_t kRows = 37;  // more than a block, not a multiple of one
constexpr std::int64_t kColumns = 11;

double Gelu(double u) { return 0.5 * u * std::erfc(-u / std::sqrt(2.0)); }

Vector Reference(const Vector& x, const Vector& bias) {
  Vector y;
  for (std::size_t i = 0; i < x.size(); ++i) y.push_back(Gelu(x[i] + bias[i % bias.size()]));
  return y;
}

class BiasGeluTest : public ::testing::Test {
 protected:
  Vector x_ = RandomVector(kRows * kColumns, 1);
  Vector bias_ = RandomVector(kColumns, 2);
  Vector grad_y_ = RandomVector(kRows * kColumns, 3);
};

TEST_F(BiasGeluTest, ForwardIsTheExactGelu) {
  std::vector<float> y(x_.size());
  BiasGelu(ToFloat(x_).data(), ToFloat(bias_).data(), kRows, kColumns, y.data());
  EXPECT_ALL_NEAR(y, Reference(x_, bias_), 3e-7);
}

TEST_F(BiasGeluTest, BackwardIsTheFiniteDifference) {
  std::vector<float> grad_x(x_.size()), grad_bias(kColumns);
  BiasGeluBackward(ToFloat(grad_y_).data(), ToFloat(x_).data(), ToFloat(bias_).data(), kRows, kColumns,
                   grad_x.data(), grad_bias.data());
  const auto loss = [&] { return testing::Dot(Reference(x_, bias_), grad_y_); };
  EXPECT_ALL_NEAR(grad_x, FiniteDifference(x_, loss), 1e-6);
  EXPECT_ALL_NEAR(grad_bias, FiniteDifference(bias_, loss), 3e-6);
}

TEST_F(BiasGeluTest, BFloat16DiffersByItsRoundingOnly) {
  std::vector<BFloat16> x(x_.size()), y(x_.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    Store(static_cast<float>(x_[i]), x[i]);
    x_[i] = Load(x[i]);
  }
  BiasGelu(x.data(), ToFloat(bias_).data(), kRows, kColumns, y.data());
  const Vector expected = Reference(x_, bias_);
  for (std::size_t i = 0; i < y.size(); ++i)
    EXPECT_NEAR(Load(y[i]), expected[i], std::abs(expected[i]) / 256 + 1e-7);
}

TEST(BFloat16Storage, RoundsToNearestEvenAndKeepsNaN) {
  const auto stored = [](float value) {
    BFloat16 target;
    Store(value, target);
    return target.bits;
  };
  EXPECT_EQ(stored(1.0f), 0x3f80);
  EXPECT_EQ(stored(1.0f + 0x1p-8f), 0x3f80);  // a tie, to even
  EXPECT_EQ(stored(1.0f + 0x3p-8f), 0x3f82);  // a tie, to even
  EXPECT_EQ(stored(1.0f + 0x1.1p-8f), 0x3f81);
  EXPECT_TRUE(std::isnan(Load(BFloat16{stored(std::bit_cast<float>(0x7f800001u))})));
}

}  // namespace
}  // namespace srnet::kernels
