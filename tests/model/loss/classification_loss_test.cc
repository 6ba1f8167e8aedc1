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

Result Evaluate(const at::Tensor& logits, const at::Tensor& labels, const Guides& guides = {},
                const LossRule& rule = {}) {
  const at::Tensor leaf = logits.detach().clone().requires_grad_(true);
  const at::Tensor loss = ClassificationLoss(leaf, labels, guides, rule);
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
const at::Tensor kTeacher = at::log_softmax(Matrix({0.1f, -1.0f, 1.5f, 1.0f, 0.5f, -2.0f}, 2), 1);

const LossRule kPoe{.loss = stage::Loss::kPoe};
const LossRule kReweight{.loss = stage::Loss::kReweight};
const LossRule kReweightByBatch{.loss = stage::Loss::kReweight, .divisor = stage::ReweightDivisor::kBatch};
const LossRule kConfReg{.loss = stage::Loss::kConfReg};

// Bias log-probabilities that give the gold class of each row the probability beta.
at::Tensor BiasWithGold(double beta) {
  at::Tensor bias = at::full({2, 3}, std::log((1 - beta) / 2), at::kFloat);
  for (std::int64_t row = 0; row < 2; ++row) bias[row][kLabels[row].item<std::int64_t>()] = std::log(beta);
  return bias;
}

// -log p of the gold classes, in float64.
double CrossEntropyOf(std::int64_t row) {
  const at::Tensor p = at::log_softmax(kLogits.to(at::kDouble), 1);
  return -p[row][kLabels[row]].item<double>();
}

void ExpectEqual(const Result& left, const Result& right) {
  EXPECT_NEAR(left.loss, right.loss, 1e-6);
  EXPECT_TRUE(at::allclose(left.gradient, right.gradient, 1e-5, 1e-7));
}

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
  EXPECT_NEAR(Evaluate(kLogits, kLabels, {.bias = kBias}, kPoe).loss, (row0 + row1) / 2, 1e-6);
}

TEST(ClassificationLoss, PoeGradientIsSoftmaxOfSumMinusOnehot) {
  const at::Tensor p = at::softmax((kLogits.to(at::kDouble) + kBias.to(at::kDouble)), 1);
  const at::Tensor onehot = at::one_hot(kLabels, 3).to(at::kDouble);
  const at::Tensor expected = (p - onehot) / 2;
  EXPECT_TRUE(at::allclose(Evaluate(kLogits, kLabels, {.bias = kBias}, kPoe).gradient.to(at::kDouble),
                           expected, 1e-6, 1e-7));
}

TEST(ClassificationLoss, PoeWithUniformBiasEqualsStd) {
  const at::Tensor uniform = at::full({2, 3}, -std::log(3.0), at::kFloat);
  ExpectEqual(Evaluate(kLogits, kLabels, {.bias = uniform}, kPoe), Evaluate(kLogits, kLabels));
}

TEST(ClassificationLoss, ReweightEqualsTheFloat64FormulaByHand) {
  const double weight0 = 1 - std::exp(-2.3), weight1 = 1 - std::exp(-1.6);
  const double sum = weight0 * CrossEntropyOf(0) + weight1 * CrossEntropyOf(1);
  EXPECT_NEAR(Evaluate(kLogits, kLabels, {.bias = kBias}, kReweight).loss, sum / (weight0 + weight1), 1e-6);
}

TEST(ClassificationLoss, ReweightCanDivideByTheBatchInsteadOfTheWeights) {
  const double weight0 = 1 - std::exp(-2.3), weight1 = 1 - std::exp(-1.6);
  const double sum = weight0 * CrossEntropyOf(0) + weight1 * CrossEntropyOf(1);
  EXPECT_NEAR(Evaluate(kLogits, kLabels, {.bias = kBias}, kReweightByBatch).loss, sum / 2, 1e-6);
}

TEST(ClassificationLoss, ReweightWithConstantBetaEqualsStdWhenDividedByTheWeightsAndIsSmallerByTheBatch) {
  const Guides constant{.bias = BiasWithGold(0.4)};
  const Result plain = Evaluate(kLogits, kLabels);
  ExpectEqual(Evaluate(kLogits, kLabels, constant, kReweight), plain);
  const Result smaller = Evaluate(kLogits, kLabels, constant, kReweightByBatch);
  ExpectEqual(smaller, {0.6 * plain.loss, 0.6 * plain.gradient});
}

TEST(ClassificationLoss, ReweightOfABatchThatTheBiasModelKnowsEntirelyIsZero) {
  const Result result = Evaluate(kLogits, kLabels, {.bias = at::zeros({2, 3})}, kReweight);
  EXPECT_EQ(result.loss, 0);
  EXPECT_EQ(at::count_nonzero(result.gradient).item<std::int64_t>(), 0);
}

TEST(ClassificationLoss, ConfRegEqualsTheFloat64FormulaByHand) {
  const at::Tensor p = at::log_softmax(kLogits.to(at::kDouble), 1);
  const at::Tensor t = kTeacher.to(at::kDouble).exp();
  double loss = 0;
  const double exponents[] = {1 - std::exp(-2.3), 1 - std::exp(-1.6)};
  for (std::int64_t row = 0; row < 2; ++row) {
    const at::Tensor scaled = at::pow(t[row], exponents[row]);
    loss -= (scaled / scaled.sum() * p[row]).sum().item<double>() / 2;
  }
  EXPECT_NEAR(Evaluate(kLogits, kLabels, {.bias = kBias, .teacher = kTeacher}, kConfReg).loss, loss, 1e-6);
}

TEST(ClassificationLoss, ConfRegWithBetaZeroIsTheCrossEntropyWithTheTeacher) {
  at::Tensor never = at::full({2, 3}, -std::log(2.0), at::kFloat);
  for (std::int64_t row = 0; row < 2; ++row) never[row][kLabels[row].item<std::int64_t>()] = -1000;
  const at::Tensor p = at::log_softmax(kLogits, 1), t = kTeacher.exp();
  const double expected = -(t * p).sum().item<double>() / 2;
  const Result result = Evaluate(kLogits, kLabels, {.bias = never, .teacher = kTeacher}, kConfReg);
  ExpectEqual(result, {expected, (p.exp() - t) / 2});
}

TEST(ClassificationLoss, ConfRegWithBetaOneHasUniformTargets) {
  const at::Tensor p = at::log_softmax(kLogits, 1);
  const Result result =
      Evaluate(kLogits, kLabels, {.bias = at::zeros({2, 3}), .teacher = kTeacher}, kConfReg);
  ExpectEqual(result, {-p.mean().item<double>(), (p.exp() - 1.0 / 3) / 2});
}

TEST(ClassificationLoss, GradientAgreesWithFiniteDifferences) {
  const Guides guides{.bias = kBias, .teacher = kTeacher};
  for (const LossRule& rule : {LossRule{}, kPoe, kReweight, kReweightByBatch, kConfReg}) {
    const at::Tensor gradient = Evaluate(kLogits, kLabels, guides, rule).gradient;
    for (std::int64_t k = 0; k < 6; ++k) {
      at::Tensor up = kLogits.clone(), down = kLogits.clone();
      up.view(-1)[k] += 0.01;
      down.view(-1)[k] -= 0.01;
      const double rise =
          Evaluate(up, kLabels, guides, rule).loss - Evaluate(down, kLabels, guides, rule).loss;
      EXPECT_NEAR(gradient.view(-1)[k].item<double>(), rise / 0.02, 2e-5)
          << stage::Name(rule.loss) << " entry " << k;
    }
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
  EXPECT_THROW(ClassificationLoss(kLogits, kLabels, {.bias = at::zeros({2, 2})}, kPoe), c10::Error);
}

TEST(ClassificationLoss, ALossWithoutTheGuideItNeedsIsRefused) {
  EXPECT_THROW(ClassificationLoss(kLogits, kLabels, {}, kPoe), c10::Error);
  EXPECT_THROW(ClassificationLoss(kLogits, kLabels, {}, kReweight), c10::Error);
  EXPECT_THROW(ClassificationLoss(kLogits, kLabels, {.bias = kBias}, kConfReg), c10::Error);
}

}  // namespace
}  // namespace srnet::loss
