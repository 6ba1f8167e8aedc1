#include "model/attention/attention_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/model/kernels/finite_difference.h"

namespace srnet::attention {
namespace {

using kernels::Dropout;
using kernels::DropoutSite;
using testing::FiniteDifference;
using testing::RandomVector;
using testing::ToFloat;
using testing::Vector;

struct Case {
  std::int64_t heads;
  std::int64_t head_size;
  bool dropout;
};

// Lengths of one token, of less and more than a vector, and of more than a register tile.
const std::vector<std::int32_t> kOffsets = {0, 1, 4, 15};
constexpr std::size_t kTokens = 15;

class AttentionKernelTest : public ::testing::TestWithParam<Case> {
 protected:
  std::size_t At(std::size_t token, std::size_t column, std::size_t width) const {
    return token * width + column;
  }

  // One head of one sequence, into y.
  void ReferenceHead(std::size_t b, std::size_t h, Vector& y) const {
    const auto first = static_cast<std::size_t>(kOffsets[b]);
    const std::size_t n = static_cast<std::size_t>(kOffsets[b + 1]) - first;
    const auto size = static_cast<std::size_t>(shape_.head_size);
    const std::size_t d = size * static_cast<std::size_t>(shape_.heads);
    std::vector<float> kept(n * n);
    site_.FillRow(static_cast<std::uint32_t>(b * static_cast<std::size_t>(shape_.heads) + h),
                  static_cast<std::int64_t>(n * n), kept.data());
    for (std::size_t i = 0; i < n; ++i) {
      Vector p(n);
      double sum = 0;
      for (std::size_t j = 0; j < n; ++j) {
        double score = 0;
        for (std::size_t c = 0; c < size; ++c) {
          score += projected_[At(first + i, h * size + c, 3 * d)] *
                   projected_[At(first + j, d + h * size + c, 3 * d)];
        }
        sum += p[j] = std::exp(score / std::sqrt(static_cast<double>(size)));
      }
      for (std::size_t c = 0; c < size; ++c) {
        for (std::size_t j = 0; j < n; ++j) {
          y[At(first + i, h * size + c, d)] +=
              p[j] / sum * kept[i * n + j] * projected_[At(first + j, 2 * d + h * size + c, 3 * d)];
        }
      }
    }
  }

  Vector Reference() const {
    Vector y(kTokens * static_cast<std::size_t>(shape_.width()));
    for (std::size_t b = 0; b + 1 < kOffsets.size(); ++b) {
      for (std::size_t h = 0; h < static_cast<std::size_t>(shape_.heads); ++h) ReferenceHead(b, h, y);
    }
    return y;
  }

  Shape shape_{.sequences = 3,
               .heads = GetParam().heads,
               .head_size = GetParam().head_size,
               .max_length = 11,
               .offsets = kOffsets.data()};
  DropoutSite site_{Dropout{.probability = 0.25, .seed = 1, .step = 2, .active = GetParam().dropout}, 1};
  std::size_t size_ = kTokens * static_cast<std::size_t>(shape_.width());
  Vector projected_ = RandomVector(3 * size_, 1);
  Vector grad_output_ = RandomVector(size_, 2);
};

TEST_P(AttentionKernelTest, ForwardIsTheReference) {
  const std::vector<float> projected = ToFloat(projected_);
  std::vector<float> output(size_), log_sum(kTokens * static_cast<std::size_t>(shape_.heads));
  Forward(shape_, SideBySide(shape_, projected.data()), site_, output.data(), log_sum.data());
  EXPECT_ALL_NEAR(output, Reference(), 2e-6);
}

TEST_P(AttentionKernelTest, BackwardIsTheFiniteDifference) {
  std::vector<float> output(size_), log_sum(kTokens * static_cast<std::size_t>(shape_.heads)),
      gradient(3 * size_);
  const std::vector<float> projected = ToFloat(projected_), grad_output = ToFloat(grad_output_);
  const auto operands = SideBySide(shape_, projected.data());
  Forward(shape_, operands, site_, output.data(), log_sum.data());
  Backward(shape_, operands, output.data(), log_sum.data(), grad_output.data(), site_,
           SideBySide(shape_, gradient.data()));
  const Vector expected =
      FiniteDifference(projected_, [&] { return testing::Dot(Reference(), grad_output_); });
  EXPECT_ALL_NEAR(gradient, expected, 1e-5);
}

TEST_P(AttentionKernelTest, BFloat16StaysCloseToTheReference) {
  std::vector<kernels::BFloat16> projected(3 * size_), output(size_);
  for (std::size_t i = 0; i < projected.size(); ++i) {
    kernels::Store(static_cast<float>(projected_[i]), projected[i]);
    projected_[i] = kernels::Load(projected[i]);
  }
  std::vector<float> log_sum(kTokens * static_cast<std::size_t>(shape_.heads));
  Forward(shape_, SideBySide(shape_, std::as_const(projected).data()), site_, output.data(), log_sum.data());
  const Vector expected = Reference();
  for (std::size_t i = 0; i < size_; ++i) {
    EXPECT_NEAR(kernels::Load(output[i]), expected[i], std::abs(expected[i]) / 256 + 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, AttentionKernelTest,
                         ::testing::Values(Case{1, 8, false}, Case{2, 5, true}, Case{2, 12, true}));

}  // namespace
}  // namespace srnet::attention
