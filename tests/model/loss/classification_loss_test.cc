#include "model/loss/classification_loss.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <limits>
#include <vector>

namespace srnet::loss {
namespace {

struct Result {
  double loss;
  at::Tensor gradient;
};

Result Evaluate(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& bias = {}) {
  const at::Tensor leaf = logits.detach().clone().requires_grad_(true);
  const at::Tensor loss = ClassificationLoss(leaf, labels, bias);
  const auto gradients = torch::autograd::grad({loss}, {leaf});
  return {loss.item<double>(), gradients[0]};
}

at::Tensor Matrix(std::initializer_list<float> values, std::int64_t rows) {
  return at::tensor(at::ArrayRef<float>(values.begin(), values.size())).reshape({rows, -1});
}

at::Tensor Labels(std::initializer_list<std::int64_t> values) {
  return at::tensor(at::ArrayRef<std::int64_t>(values.begin(), values.size()));
}

const at::Tensor kLogits = Matrix({0.5f, -1.0f, 2.0f, 0.0f, 3.0f, -0.5f}, 2);
const at::Tensor kLabels = Labels({2, 0});
const at::Tensor kBias = Matrix({-0.2f, -2.5f, -2.3f, -1.6f, -0.7f, -1.2f}, 2);

TEST(ClassificationLoss, StdEqualsTheFloat64FormulaByHand) {
  const double row0 = -std::log(std::exp(2.0) / (std::exp(0.5) + std::exp(-1.0) + std::exp(2.0)));
  const double row1 = -std::log(1.0 / (1.0 + std::exp(3.0) + std::exp(-0.5)));
  EXPECT_NEAR(Evaluate(kLogits, kLabels).loss, (row0 + row1) / 2, 1e-7);
}

TEST(ClassificationLoss, PoeEqualsTheFloat64FormulaByHand) {
  const double row0 =
      -std::log(std::exp(2.0 - 2.3) / (std::exp(0.5 - 0.2) + std::exp(-1.0 - 2.5) + std::exp(2.0 - 2.3)));
  const double row1 =
      -std::log(std::exp(-1.6) / (std::exp(-1.6) + std::exp(3.0 - 0.7) + std::exp(-0.5 - 1.2)));
  EXPECT_NEAR(Evaluate(kLogits, kLabels, kBias).loss, (row0 + row1) / 2, 1e-6);
}

TEST(ClassificationLoss, PoeGradientIsSoftmaxOfSumMinusOnehot) {
  const at::Tensor p = at::softmax((kLogits.to(at::kDouble) + kBias.to(at::kDouble)), 1);
  const at::Tensor onehot = at::one_hot(kLabels, 3).to(at::kDouble);
  const at::Tensor expected = (p - onehot) / 2;
  EXPECT_TRUE(at::allclose(Evaluate(kLogits, kLabels, kBias).gradient.to(at::kDouble), expected, 1e-6, 1e-7));
}

TEST(ClassificationLoss, PoeWithUniformBiasEqualsStd) {
  const at::Tensor uniform = at::full({2, 3}, -std::log(3.0), at::kFloat);
  const Result poe = Evaluate(kLogits, kLabels, uniform), plain = Evaluate(kLogits, kLabels);
  EXPECT_NEAR(poe.loss, plain.loss, 1e-7);
  EXPECT_TRUE(at::allclose(poe.gradient, plain.gradient, 1e-6, 1e-7));
}

TEST(ClassificationLoss, GradientAgreesWithFiniteDifferences) {
  const at::Tensor gradient = Evaluate(kLogits, kLabels, kBias).gradient;
  for (std::int64_t k = 0; k < 6; ++k) {
    at::Tensor up = kLogits.clone(), down = kLogits.clone();
    up.view(-1)[k] += 0.01;
    down.view(-1)[k] -= 0.01;
    const double slope = (Evaluate(up, kLabels, kBias).loss - Evaluate(down, kLabels, kBias).loss) / 0.02;
    EXPECT_NEAR(gradient.view(-1)[k].item<double>(), slope, 2e-5) << "entry " << k;
  }
}

TEST(ClassificationLoss, HugeLogitsNeitherOverflowNorVanish) {
  const Result result = Evaluate(Matrix({1000.0f, -1000.0f}, 1), Labels({1}));
  EXPECT_DOUBLE_EQ(result.loss, 2000.0);
  EXPECT_FLOAT_EQ(result.gradient[0][0].item<float>(), 1.0f);
}

TEST(ClassificationLoss, ANotANumberInTheLogitsReachesTheLoss) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(Evaluate(Matrix({0.0f, nan}, 1), Labels({0})).loss));
  EXPECT_TRUE(std::isnan(Evaluate(Matrix({nan, 0.0f}, 1), Labels({1})).loss));
}

TEST(ClassificationLoss, ALabelOutsideTheClassesIsRefused) {
  EXPECT_THROW(ClassificationLoss(kLogits, Labels({2, 3})), c10::Error);
  EXPECT_THROW(ClassificationLoss(kLogits, Labels({-1, 0})), c10::Error);
}

TEST(ClassificationLoss, BiasOfAnotherShapeIsRefused) {
  EXPECT_THROW(ClassificationLoss(kLogits, kLabels, at::zeros({2, 2})), c10::Error);
}

}  // namespace
}  // namespace srnet::loss
