#include "model/kernels/embedding.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/model/kernels/norm_reference.h"

namespace srnet::kernels {
namespace {

using testing::FiniteDifference;
using testing::RandomVector;
using testing::ToFloat;
using testing::Vector;
using Ids = std::vector<std::int64_t>;

constexpr std::int64_t kRows = 6;
constexpr std::int64_t kColumns = 9;
constexpr std::size_t kSize = kRows * kColumns;

class EmbeddingTest : public ::testing::Test {
 protected:
  EmbeddingTest() {
    for (std::uint32_t row = 0; row < kRows; ++row) site_.FillRow(row, kColumns, &kept_[row * kColumns]);
  }

  Vector Reference() const {
    Vector v(kSize);
    for (std::size_t i = 0; i < kSize; ++i) {
      const std::size_t row = i / kColumns, c = i % kColumns;
      const auto entry = [c](const Vector& table, std::int64_t id) {
        return table[static_cast<std::size_t>(id) * kColumns + c];
      };
      v[i] = entry(words_, tokens_[row]) + entry(positions_, position_ids_[row]) +
             entry(segments_, segment_ids_[row]);
    }
    Vector y = testing::ReferenceNorm(v, scale_, shift_);
    for (std::size_t i = 0; i < kSize; ++i) y[i] *= kept_[i];
    return y;
  }

  std::vector<float> RunForward() {
    std::vector<float> y(kSize);
    const std::vector<float> words = ToFloat(words_), positions = ToFloat(positions_),
                             segments = ToFloat(segments_), scale = ToFloat(scale_), shift = ToFloat(shift_);
    Forward(EmbeddingNorm<float>{kRows, kColumns, testing::kEpsilon, tokens_.data(), position_ids_.data(),
                                 segment_ids_.data(), words.data(), positions.data(), segments.data(),
                                 scale.data(), shift.data(), y.data(), normalised_.data(),
                                 inverse_deviation_.data()},
            site_);
    return y;
  }

  DropoutSite site_{Dropout{.probability = 0.3, .seed = 5, .step = 6, .active = true}, 0};
  std::vector<float> kept_ = std::vector<float>(kSize);
  Ids tokens_ = {3, 1, 3, 0, 4, 3}, position_ids_ = {0, 1, 2, 0, 1, 2}, segment_ids_ = {0, 0, 1, 0, 1, 1};
  Vector words_ = RandomVector(5 * kColumns, 1), positions_ = RandomVector(3 * kColumns, 2),
         segments_ = RandomVector(2 * kColumns, 3);
  Vector scale_ = RandomVector(kColumns, 4), shift_ = RandomVector(kColumns, 5),
         grad_y_ = RandomVector(kSize, 6);
  std::vector<float> normalised_ = std::vector<float>(kSize), inverse_deviation_ = std::vector<float>(kRows);
};

TEST_F(EmbeddingTest, ForwardIsTheReference) { EXPECT_ALL_NEAR(RunForward(), Reference(), 1e-5); }

TEST_F(EmbeddingTest, BackwardIsTheFiniteDifferenceAlsoForRepeatedIds) {
  RunForward();
  std::vector<float> grad_sum(kSize), grad_scale(kColumns), grad_shift(kColumns);
  const std::vector<float> grad_y = ToFloat(grad_y_), scale = ToFloat(scale_);
  Backward(EmbeddingNormBackward<float>{kRows, kColumns, grad_y.data(), normalised_.data(),
                                        inverse_deviation_.data(), scale.data(), grad_sum.data(),
                                        grad_scale.data(), grad_shift.data()},
           site_);
  const auto loss = [&] { return testing::Dot(Reference(), grad_y_); };
  EXPECT_ALL_NEAR(grad_scale, FiniteDifference(scale_, loss), 2e-5);
  EXPECT_ALL_NEAR(grad_shift, FiniteDifference(shift_, loss), 2e-5);

  const auto table_gradient = [&](const Ids& ids, const Vector& table) {
    std::vector<float> gradient(table.size(), 0.0f);
    AddRows(grad_sum.data(), ids.data(), kRows, kColumns, gradient.data());
    return gradient;
  };
  EXPECT_ALL_NEAR(table_gradient(tokens_, words_), FiniteDifference(words_, loss), 2e-5);
  EXPECT_ALL_NEAR(table_gradient(position_ids_, positions_), FiniteDifference(positions_, loss), 2e-5);
  EXPECT_ALL_NEAR(table_gradient(segment_ids_, segments_), FiniteDifference(segments_, loss), 2e-5);
}

}  // namespace
}  // namespace srnet::kernels
