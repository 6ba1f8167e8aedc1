#include "model/kernels/residual_norm.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/model/kernels/norm_reference.h"

namespace srnet::kernels {
namespace {

using testing::FiniteDifference;
using testing::RandomVector;
using testing::ToFloat;
using testing::Vector;

constexpr std::int64_t kRows = 35;
constexpr std::int64_t kColumns = 13;
constexpr std::size_t kSize = kRows * kColumns;

class ResidualNormTest : public ::testing::TestWithParam<bool> {
 protected:
  ResidualNormTest() {
    for (std::uint32_t row = 0; row < kRows; ++row) site_.FillRow(row, kColumns, &kept_[row * kColumns]);
  }

  Vector Reference() const {
    Vector v(kSize);
    for (std::size_t i = 0; i < kSize; ++i) v[i] = residual_[i] + (x_[i] + bias_[i % kColumns]) * kept_[i];
    return testing::ReferenceNorm(v, scale_, shift_);
  }

  // Leaves n and the inverse deviations for backward.
  std::vector<float> RunForward() {
    normalised_ = ToFloat(x_);
    std::vector<float> y(kSize);
    const std::vector<float> residual = ToFloat(residual_), bias = ToFloat(bias_), scale = ToFloat(scale_),
                             shift = ToFloat(shift_);
    Forward(ResidualNorm<float>{kRows, kColumns, testing::kEpsilon, residual.data(), normalised_.data(),
                                bias.data(), scale.data(), shift.data(), y.data(), inverse_deviation_.data()},
            site_);
    return y;
  }

  DropoutSite site_{Dropout{.probability = 0.3, .seed = 5, .step = 6, .active = GetParam()}, 2};
  std::vector<float> kept_ = std::vector<float>(kSize);
  Vector x_ = RandomVector(kSize, 1), residual_ = RandomVector(kSize, 2), grad_y_ = RandomVector(kSize, 3);
  Vector bias_ = RandomVector(kColumns, 4), scale_ = RandomVector(kColumns, 5),
         shift_ = RandomVector(kColumns, 6);
  std::vector<float> normalised_;
  std::vector<float> inverse_deviation_ = std::vector<float>(kRows);
};

TEST_P(ResidualNormTest, ForwardIsTheReference) { EXPECT_ALL_NEAR(RunForward(), Reference(), 1e-5); }

TEST_P(ResidualNormTest, BackwardIsTheFiniteDifference) {
  RunForward();
  std::vector<float> grad_residual(kSize), grad_x(kSize), grad_bias(kColumns), grad_scale(kColumns),
      grad_shift(kColumns);
  const std::vector<float> grad_y = ToFloat(grad_y_), scale = ToFloat(scale_);
  Backward(ResidualNormBackward<float>{kRows, kColumns, grad_y.data(), normalised_.data(),
                                       inverse_deviation_.data(), scale.data(), grad_residual.data(),
                                       grad_x.data(), grad_bias.data(), grad_scale.data(), grad_shift.data()},
           site_);
  const auto loss = [&] { return testing::Dot(Reference(), grad_y_); };
  EXPECT_ALL_NEAR(grad_x, FiniteDifference(x_, loss), 2e-5);
  EXPECT_ALL_NEAR(grad_residual, FiniteDifference(residual_, loss), 2e-5);
  EXPECT_ALL_NEAR(grad_bias, FiniteDifference(bias_, loss), 2e-5);
  EXPECT_ALL_NEAR(grad_scale, FiniteDifference(scale_, loss), 2e-5);
  EXPECT_ALL_NEAR(grad_shift, FiniteDifference(shift_, loss), 2e-5);
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutDropout, ResidualNormTest, ::testing::Bool());

}  // namespace
}  // namespace srnet::kernels
