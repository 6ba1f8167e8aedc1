#include "model/encoder/encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "model/encoder/initialize.h"
#include "tests/model/encoder/reference_case.h"

namespace srnet::encoder {
namespace {

constexpr Dropout kDropout{.probability = 0.1, .seed = 3, .step = 4, .active = true};

class EncoderTest : public ::testing::Test {
 protected:
  at::Tensor Run(const Dropout& dropout = {}, Precision precision = Precision::kFloat32) {
    return Logits(weights_, config_, batch_, dropout, precision);
  }

  void Backward(const at::Tensor& logits) {
    torch::autograd::backward({at::cross_entropy_loss(logits, at::tensor({0, 2, 1}, at::kLong))});
  }

  BertConfig config_{.vocabulary_size = 40,
                     .max_positions = 20,
                     .hidden_size = 24,
                     .layers = 2,
                     .heads = 3,
                     .intermediate_size = 36,
                     .initializer_range = 0.3};
  Weights weights_ = FreshWeights(config_, 3, 11);
  std::array<std::int32_t, 5> first_ = {2, 7, 9, 3, 30};
  std::array<std::int32_t, 1> second_ = {2};
  std::array<std::int32_t, 12> third_ = {2, 5, 5, 8, 3, 39, 38, 37, 36, 35, 34, 3};
  std::vector<SequenceView> rows_ = {{first_, 4}, {second_, 1}, {third_, 5}};
  PackedBatch batch_ = Pack(rows_);
};

TEST(EncoderFixture, GivesTheLogitsAndGradientsOfTransformers) {
  ReferenceCase reference = ReadCase(SRNET_SOURCE_FOLDER "/tests/model/encoder/data/tiny");
  ExpectAgreement(reference, Precision::kFloat32, 1e-5, 1e-4);
}

TEST(EncoderFixture, InBFloat16StaysWithinItsRounding) {
  ReferenceCase reference = ReadCase(SRNET_SOURCE_FOLDER "/tests/model/encoder/data/tiny");
  ExpectAgreement(reference, Precision::kBFloat16, 0.02, 0.1);
}

TEST_F(EncoderTest, SequenceInABatchGivesWhatItGivesAlone) {
  const at::Tensor together = Run();
  batch_ = Pack(std::span(rows_).subspan(2, 1));
  EXPECT_TRUE(at::allclose(Run()[0], together[2], 1e-5, 1e-6));
}

TEST_F(EncoderTest, SameInputsGiveTheSameBits) {
  RequireGradients(weights_, true);
  std::vector<at::Tensor> gradients;
  for (int run = 0; run < 2; ++run) {
    weights_.layers[0].intermediate.weight.mutable_grad() = at::Tensor();
    Backward(Run(kDropout));
    gradients.push_back(weights_.layers[0].intermediate.weight.grad().clone());
  }
  EXPECT_TRUE(at::equal(gradients[0], gradients[1]));
}

TEST_F(EncoderTest, DropoutIsAnotherOneAtAnotherStepAndNoneInEvaluation) {
  Dropout next = kDropout;
  next.step += 1;
  EXPECT_TRUE(at::equal(Run(kDropout), Run(kDropout)));
  EXPECT_FALSE(at::allclose(Run(kDropout), Run(next)));
  Dropout evaluation = kDropout;
  evaluation.active = false;
  EXPECT_TRUE(at::equal(Run(evaluation), Run()));
}

// Moves every parameter along its gradient: the loss must change by the squared norm of what was moved.
TEST_F(EncoderTest, GradientUnderDropoutIsTheSlopeOfTheLoss) {
  RequireGradients(weights_, true);
  Backward(Run(kDropout));
  std::vector<at::Tensor> gradients;
  double squares = 0;
  for (const Parameter& parameter : Parameters(weights_)) {
    gradients.push_back(parameter.tensor->grad().clone());
    squares += gradients.back().square().sum().item<double>();
  }
  const at::NoGradGuard no_gradients;
  const at::Tensor labels = at::tensor({0, 2, 1}, at::kLong);
  const auto loss_at = [&](double step) {
    Weights moved = weights_;
    const std::vector<Parameter> parameters = Parameters(moved);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      *parameters[i].tensor = *parameters[i].tensor + gradients[i] * (step / std::sqrt(squares));
    }
    return at::cross_entropy_loss(Logits(moved, config_, batch_, kDropout), labels).item<double>();
  };
  const double slope = (loss_at(2e-3) - loss_at(-2e-3)) / 4e-3;
  EXPECT_NEAR(slope / std::sqrt(squares), 1.0, 0.01);
}

TEST_F(EncoderTest, OnlyLeavesThatAskGetAGradientAndItIsTheSameOne) {
  RequireGradients(weights_, true);
  Backward(Run(kDropout));
  Weights masked = DeepCopy(weights_);
  for (const Parameter& parameter : PrunableMatrices(masked)) parameter.tensor->set_requires_grad(true);
  Backward(Logits(masked, config_, batch_, kDropout));
  const std::vector<Parameter> all = Parameters(weights_);
  const std::vector<Parameter> some = Parameters(masked);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(some[i].tensor->grad().defined(), some[i].kind != MatrixKind::kNone) << some[i].name;
    if (some[i].kind == MatrixKind::kNone) continue;
    EXPECT_TRUE(at::allclose(some[i].tensor->grad(), all[i].tensor->grad(), 1e-4, 1e-6)) << some[i].name;
  }
}

// The same network as a RoBERTa: its table begins two rows later, behind rows that nothing may read.
class RobertaTest : public EncoderTest {
 protected:
  RobertaTest() {
    roberta_config_.family = Family::kRoberta;
    roberta_config_.first_position = 2;
    roberta_config_.max_positions += 2;
    roberta_config_.segment_types = 1;
    roberta_.family = Family::kRoberta;
    roberta_.embeddings.positions = at::cat({at::full({2, 24}, NAN), weights_.embeddings.positions});
    roberta_.embeddings.segments = weights_.embeddings.segments.narrow(0, 0, 1).contiguous();
    one_segment_.segments = at::zeros_like(batch_.segments);
  }
  BertConfig roberta_config_ = config_;
  Weights roberta_ = weights_;
  PackedBatch one_segment_ = batch_;
};

TEST_F(RobertaTest, ReadsPositionsFromItsFirstOneOnAndNoSegments) {
  EXPECT_TRUE(
      at::equal(Logits(roberta_, roberta_config_, batch_, {}), Logits(weights_, config_, one_segment_, {})));
}

TEST_F(RobertaTest, DropsOutOnceMoreInItsHead) {
  const at::Tensor logits = Logits(roberta_, roberta_config_, batch_, kDropout);
  EXPECT_TRUE(logits.isfinite().all().item<bool>());
  EXPECT_FALSE(at::allclose(logits, Logits(weights_, config_, one_segment_, kDropout)));
}

TEST_F(RobertaTest, SequencesMustFitBehindTheFirstPosition) {
  roberta_config_.max_positions = 13;
  EXPECT_EQ(Message(Validate(batch_, roberta_config_)), "sequence 2 has 12 tokens; the model takes 1..11");
}

TEST_F(RobertaTest, WeightsOfTheOtherFamilyThrow) {
  EXPECT_THROW(Logits(weights_, roberta_config_, batch_, {}), c10::Error);
}

TEST_F(EncoderTest, WithoutGradientsNothingIsKept) {
  RequireGradients(weights_, true);
  const at::NoGradGuard no_gradients;
  EXPECT_EQ(Run().grad_fn(), nullptr);
}

TEST_F(EncoderTest, InvalidShapesThrow) {
  weights_.layers[1].key.weight = at::zeros({24, 23});
  EXPECT_THROW(Run(), c10::Error);
}

}  // namespace
}  // namespace srnet::encoder
