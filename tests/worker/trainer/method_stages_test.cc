// The variants of the method through the real program: losses, teacher, masks of every kind, isolation.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "model/bias/predictions.h"
#include "model/checkpoint/bert_folder.h"
#include "model/evaluation/set_logits.h"
#include "model/prune/coded_tensors.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/worker/trainer/tiny_requests.h"
#include "tests/worker/trainer/trainer_run.h"

namespace srnet::trainer {
namespace {

using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using trainer_protocol::Artifact;
using trainer_protocol::CurvePoint;
using trainer_protocol::Done;
using trainer_protocol::Failed;
using trainer_protocol::Metric;

const char kClassifier[] = "classifier.weight";

// The tokenised data set, a bias, a fine-tuned checkpoint with snapshots and a teacher, made once.
class MethodStagesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new srnet::testing::TemporaryDirectory;
    requests_ = new TinyRequests(folder_->path());
    MustRun(requests_->Import());
    MustRun(requests_->Bias());
    finetune_ = new TrainerRun(MustRun(
        requests_->Finetune("finetune", {.optimisation = TinyOptimisation(), .snapshot_steps = {3, 10}})));
    teacher_ = new TrainerRun(MustRun(requests_->Teacher()));
  }
  static void TearDownTestSuite() {
    delete teacher_;
    delete finetune_;
    delete requests_;
    delete folder_;
  }

  static TrainerRun MustRun(const trainer_protocol::Request& request) {
    TrainerRun run = RunRequest(request, {"--quiet"});
    EXPECT_NE(run.Last<Done>(), nullptr) << request.output << ": " << run.errors;
    return run;
  }
  static Digest ProductOf(const TrainerRun& run) { return run.All<Artifact>().front().digest; }
  static std::filesystem::path File(const std::string& name) { return requests_->root() / name; }
  static prune::CodedTensors Masks(const std::string& run) {
    return *prune::ReadCodedTensors(File(run) / "mask.srnetmsk", prune::Coding::kMask);
  }
  static encoder::Weights Weights(const std::filesystem::path& file) {
    return checkpoint::ReadWeights(file, srnet::testing::TinyConfig(), {.labels = 3, .seed = 0})->weights;
  }

  static srnet::testing::TemporaryDirectory* folder_;
  static TinyRequests* requests_;
  static TrainerRun* finetune_;
  static TrainerRun* teacher_;
};
srnet::testing::TemporaryDirectory* MethodStagesTest::folder_ = nullptr;
TinyRequests* MethodStagesTest::requests_ = nullptr;
TrainerRun* MethodStagesTest::finetune_ = nullptr;
TrainerRun* MethodStagesTest::teacher_ = nullptr;

TEST_F(MethodStagesTest, FinetuneKeepsTheWeightsOfItsSnapshotSteps) {
  EXPECT_THAT(ArtifactNames(*finetune_),
              ElementsAre("checkpoint", "checkpoint-step-3", "checkpoint-step-10"));
  const at::Tensor early = Weights(File("finetune/checkpoint-step-3.safetensors")).classifier.weight;
  const at::Tensor late = Weights(File("finetune/checkpoint-step-10.safetensors")).classifier.weight;
  EXPECT_FALSE(at::equal(early, late));
}

TEST_F(MethodStagesTest, TheTeacherSaysTheSoftmaxOfEveryTrainingRowInFileOrder) {
  EXPECT_THAT(ArtifactNames(*teacher_), ElementsAre("predictions"));
  const auto tokens = data::TokenisedDataset::Open(requests_->Tokens());
  const data::TokenisedSet& rows = *tokens->Find(data::Role::kTrain);
  const auto predictions =
      bias::ReadPredictions(File("teacher/predictions.srnetbias"), data::RowsDigest(rows));
  ASSERT_THAT(predictions, IsOk());
  const encoder::BertConfig config = srnet::testing::TinyConfig();
  const at::Tensor logits = *evaluation::SetLogits({Weights(requests_->Finetuned()), config}, rows, {});
  const at::Tensor expected = at::log_softmax(logits, 1);
  EXPECT_TRUE(
      at::allclose(at::tensor(predictions->log_probabilities).view(expected.sizes()), expected, 1e-5, 1e-6));
}

TEST_F(MethodStagesTest, EveryLossTrainsAnotherModel) {
  std::vector<Digest> products{ProductOf(*finetune_)};
  for (const stage::Loss loss : {stage::Loss::kPoe, stage::Loss::kReweight, stage::Loss::kConfReg}) {
    const TrainerRun run = MustRun(requests_->Finetune("finetune-" + std::string(stage::Name(loss)),
                                                       {.loss = loss, .optimisation = TinyOptimisation()}));
    EXPECT_THAT(products, Not(::testing::Contains(ProductOf(run))));
    products.push_back(ProductOf(run));
  }
}

// A7: the authors divide by the sum of the weights, the paper's formula by the batch.
TEST_F(MethodStagesTest, ReweightingByTheBatchTrainsAnotherModelThanByTheWeights) {
  const auto run = [&](const char* name, stage::ReweightDivisor divisor) {
    stage::Optimisation optimisation = TinyOptimisation();
    optimisation.max_norm = 1e9;  // Clipping would hide a common factor.
    return MustRun(requests_->Finetune(
        name, {.loss = stage::Loss::kReweight, .optimisation = optimisation, .reweight_divisor = divisor}));
  };
  EXPECT_NE(ProductOf(run("by-weights", stage::ReweightDivisor::kWeightSum)),
            ProductOf(run("by-batch", stage::ReweightDivisor::kBatch)));
}

TEST_F(MethodStagesTest, AMaskCanStartFromASnapshot) {
  auto request = requests_->MaskTrain(
      "mask-from-3", {.sparsity = 0.7, .initial_sparsity = 0.7, .optimisation = TinyOptimisation()});
  request.inputs["checkpoint"] = File("finetune/checkpoint-step-3.safetensors");
  const TrainerRun early = MustRun(request);
  const TrainerRun late = MustRun(requests_->MaskTrain(
      "mask-from-best", {.sparsity = 0.7, .initial_sparsity = 0.7, .optimisation = TinyOptimisation()}));
  EXPECT_NE(ProductOf(early), ProductOf(late));
}

TEST_F(MethodStagesTest, AGradualMaskEndsAtItsFinalSparsity) {
  MustRun(requests_->MaskTrain("gradual", {.sparsity = 0.9,
                                           .initial_sparsity = 0.7,
                                           .initialisation = stage::Initialisation::kSoft,
                                           .selection_from = 1,
                                           .optimisation = TinyOptimisation()}));
  for (const auto& [name, mask] : Masks("gradual")) EXPECT_NEAR(prune::SparsityOf(mask), 0.9, 0.01) << name;
}

// A3 through the program: the mask is saved at the initial sparsity.
TEST_F(MethodStagesTest, AGradualMaskOfTheAuthorsCodeIsSavedAtItsInitialSparsity) {
  MustRun(requests_->MaskTrain("gradual-authors", {.sparsity = 0.9,
                                                   .initial_sparsity = 0.7,
                                                   .initialisation = stage::Initialisation::kSoft,
                                                   .selection_from = 1,
                                                   .optimisation = TinyOptimisation(),
                                                   .gradual_reset_to_initial = true}));
  for (const auto& [name, mask] : Masks("gradual-authors")) {
    EXPECT_NEAR(prune::SparsityOf(mask), 0.7, 0.01) << name;
  }
}

// Pipeline c, and A4: the random classifier belongs to the mask; another one gives other logits.
TEST_F(MethodStagesTest, AMaskOnThePretrainedModelCarriesItsRandomClassifier) {
  const TrainerRun mask = MustRun(requests_->MaskPretrained(
      "mask-pretrained",
      {.sparsity = 0.5, .initial_sparsity = 0.5, .selection_from = 0, .optimisation = TinyOptimisation()}));
  const TrainerRun kept =
      MustRun(requests_->Evaluate("evaluate-kept", {{"mask", File("mask-pretrained/mask.srnetmsk")}}));
  EXPECT_EQ(MetricOf(kept, "dev", "accuracy"), MetricOf(mask, "dev", "accuracy"));
  EXPECT_EQ(MetricOf(kept, "", "sparsity", kClassifier), 48.0 / 96);
  const TrainerRun fresh =
      MustRun(requests_->Evaluate("evaluate-fresh", {{"mask", File("mask-pretrained/mask.srnetmsk")}},
                                  {.sets = {}, .fresh_classifier = true, .classifier_seed = 99}));
  EXPECT_NE(ProductOf(kept), ProductOf(fresh));
}

TEST_F(MethodStagesTest, AMaskOfACheckpointHasNoClassifierAndSaysSo) {
  MustRun(requests_->MaskTrain(
      "mask-plain", {.sparsity = 0.5, .initial_sparsity = 0.5, .optimisation = TinyOptimisation()}));
  const TrainerRun run =
      RunRequest(requests_->Evaluate("evaluate-headless", {{"mask", File("mask-plain/mask.srnetmsk")}}));
  ASSERT_NE(run.Last<Failed>(), nullptr);
  EXPECT_THAT(run.Last<Failed>()->message, HasSubstr("has no classifier"));
}

// A8 through the program.
TEST_F(MethodStagesTest, PoolerAndClassifierAreLeftDenseByChoice) {
  MustRun(requests_->MaskTrain("mask-layers", {.sparsity = 0.5,
                                               .initial_sparsity = 0.5,
                                               .optimisation = TinyOptimisation(),
                                               .prune_pooler = false,
                                               .prune_classifier = false}));
  const TrainerRun run =
      MustRun(requests_->Evaluate("evaluate-layers", {{"checkpoint", requests_->Finetuned()},
                                                      {"mask", File("mask-layers/mask.srnetmsk")}}));
  EXPECT_EQ(MetricOf(run, "", "sparsity", kClassifier), 0);
  EXPECT_EQ(MetricOf(run, "", "sparsity", "bert.pooler.dense.weight"), 0);
  EXPECT_NEAR(MetricOf(run, "", "sparsity", "bert.encoder.layer.0.output.dense.weight"), 0.5, 1e-9);
}

TEST_F(MethodStagesTest, OneShotPrunesACheckpointOrThePretrainedModel) {
  MustRun(requests_->OneShot("magnitude", {.sparsity = 0.7}, {{"checkpoint", requests_->Finetuned()}}));
  MustRun(requests_->OneShot("magnitude-pretrained", {.sparsity = 0.7}));
  MustRun(requests_->OneShot("random",
                             {.criterion = stage::OneShotCriterion::kRandom, .sparsity = 0.7, .seed = 5}));
  EXPECT_NE(Masks("magnitude"), Masks("magnitude-pretrained"));
  EXPECT_NE(Masks("random"), Masks("magnitude-pretrained"));
  for (const auto& [name, mask] : Masks("random")) EXPECT_NEAR(prune::SparsityOf(mask), 0.7, 0.001) << name;
}

TEST_F(MethodStagesTest, ARewindingLadderPublishesItsLevelsAndRetrainTakesOneOfThem) {
  const TrainerRun imp =
      MustRun(requests_->ImpPretrained("imp-rewind", {.loss = stage::Loss::kPoe,
                                                      .segments = 4,
                                                      .levels = 3,
                                                      .optimisation = TinyOptimisation(),
                                                      .rewind = stage::Rewind::kPretrained}));
  EXPECT_THAT(ArtifactNames(imp), ElementsAre("levels"));
  // Two segments of training stand between its three prunings.
  const std::int64_t segment = imp.All<CurvePoint>().front().step;
  EXPECT_EQ(imp.All<CurvePoint>().back().step, 2 * segment);
  const auto levels = prune::ReadCodedTensors(File("imp-rewind/levels.srnetlvl"), prune::Coding::kLevels);
  ASSERT_THAT(levels, IsOk());
  for (const auto& [name, mask] : prune::MaskOfLevel(*levels, 3)) {
    EXPECT_NEAR(prune::SparsityOf(mask), 0.75, 0.001) << name;
  }
  const TrainerRun run = MustRun(requests_->Retrain(
      "retrain-level", {.loss = stage::Loss::kPoe, .level = 2, .optimisation = TinyOptimisation()},
      File("imp-rewind/levels.srnetlvl")));
  EXPECT_THAT(ArtifactNames(run), ElementsAre("checkpoint"));
  const TrainerRun evaluated = MustRun(requests_->Evaluate(
      "evaluate-retrained", {{"checkpoint", File("retrain-level/checkpoint.safetensors")}}));
  EXPECT_NEAR(MetricOf(evaluated, "", "sparsity"), 0.5, 1e-3);
  EXPECT_EQ(MetricOf(evaluated, "", "sparsity", kClassifier), 0);
  EXPECT_EQ(MetricOf(evaluated, "dev", "accuracy"), MetricOf(run, "dev", "accuracy"));
}

// The masks of a ladder do not depend on how many more there are.
TEST_F(MethodStagesTest, TheLastMaskOfARewindingLadderIsThatOfALongerOne) {
  const auto levels = [&](const char* name, std::int64_t count) {
    stage::Optimisation fast = TinyOptimisation();
    fast.learning_rate = 0.02;
    MustRun(requests_->ImpPretrained(
        name, {.segments = 4, .levels = count, .optimisation = fast, .rewind = stage::Rewind::kPretrained}));
    return *prune::ReadCodedTensors(File(std::string(name) + "/levels.srnetlvl"), prune::Coding::kLevels);
  };
  const prune::CodedTensors two = levels("imp-two", 2), three = levels("imp-three", 3);
  for (const auto& [name, mask] : prune::MaskOfLevel(two, 2)) {
    EXPECT_EQ(mask.codes, prune::MaskOfLevel(three, 2).at(name).codes) << name;
  }
}

// A2 through the program: without rewinding the ladder from the pre-trained model finds other masks.
TEST_F(MethodStagesTest, ALadderFromThePretrainedModelFindsOtherMasksWhenItDoesNotRewind) {
  const auto levels = [&](const char* name, stage::Rewind rewind) {
    stage::Optimisation fast = TinyOptimisation();
    fast.learning_rate = 0.02;
    return MustRun(requests_->ImpPretrained(
                       name, {.segments = 4, .levels = 3, .optimisation = fast, .rewind = rewind}))
        .All<Artifact>()
        .back()
        .digest;
  };
  EXPECT_NE(levels("imp-back", stage::Rewind::kPretrained), levels("imp-on", stage::Rewind::kNone));
}

TEST_F(MethodStagesTest, ALevelThatTheLadderDoesNotHaveIsBadInput) {
  MustRun(requests_->ImpPretrained("imp-short", {.segments = 4,
                                                 .levels = 1,
                                                 .optimisation = TinyOptimisation(),
                                                 .rewind = stage::Rewind::kPretrained}));
  const TrainerRun run =
      RunRequest(requests_->Retrain("retrain-missing", {.level = 2, .optimisation = TinyOptimisation()},
                                    File("imp-short/levels.srnetlvl")));
  ASSERT_NE(run.Last<Failed>(), nullptr);
  EXPECT_THAT(run.Last<Failed>()->message, HasSubstr("has 1 levels, not 2"));
}

TEST_F(MethodStagesTest, RetrainTakesAMaskWithoutItsClassifierAndTrainsAFreshDenseOne) {
  MustRun(requests_->MaskTrain(
      "mask-for-retrain", {.sparsity = 0.7, .initial_sparsity = 0.7, .optimisation = TinyOptimisation()}));
  MustRun(requests_->Retrain("retrain-mask", {.optimisation = TinyOptimisation()},
                             File("mask-for-retrain/mask.srnetmsk")));
  encoder::Weights weights = Weights(File("retrain-mask/checkpoint.safetensors"));
  const prune::CodedTensors masks = Masks("mask-for-retrain");
  for (const auto& matrix : encoder::PrunableMatrices(weights)) {
    const at::Tensor zero = *matrix.tensor == 0;
    if (matrix.name == kClassifier) {
      EXPECT_FALSE(zero.any().item<bool>());
      continue;
    }
    const auto& codes = masks.at(matrix.name).codes;
    EXPECT_TRUE(at::equal(zero.flatten(), at::tensor(at::ArrayRef<std::uint8_t>(codes)) == 0)) << matrix.name;
  }
}

TEST_F(MethodStagesTest, WholeHeadsAndUnitsAreMaskedAndOneShot) {
  MustRun(requests_->MaskTrain("mask-units", {.sparsity = 0.5,
                                              .initial_sparsity = 0.5,
                                              .optimisation = TinyOptimisation(),
                                              .structure = stage::Structure::kHeadsAndUnits}));
  MustRun(requests_->OneShot("magnitude-units",
                             {.sparsity = 0.5, .structure = stage::Structure::kHeadsAndUnits},
                             {{"checkpoint", requests_->Finetuned()}}));
  for (const char* run : {"mask-units", "magnitude-units"}) {
    const prune::CodedTensors masks = Masks(run);
    EXPECT_EQ(masks.size(), 12u);
    for (const auto& [name, mask] : masks) EXPECT_EQ(prune::SparsityOf(mask), 0.5) << run << " " << name;
  }
}

// Method 6.3: trained on few rows, it predicts all of them.
TEST_F(MethodStagesTest, TheShallowModelPredictsEveryTrainingRow) {
  const TrainerRun run =
      MustRun(requests_->ShallowBias("shallow", {.rows = 32, .epochs = 5, .learning_rate = 2e-3, .seed = 3}));
  EXPECT_THAT(ArtifactNames(run), ElementsAre("bias"));
  const auto tokens = data::TokenisedDataset::Open(requests_->Tokens());
  const data::TokenisedSet& rows = *tokens->Find(data::Role::kTrain);
  const auto predictions = bias::ReadPredictions(File("shallow/bias.srnetbias"), data::RowsDigest(rows));
  ASSERT_THAT(predictions, IsOk());
  ASSERT_EQ(predictions->rows(), rows.rows());
  for (std::size_t row = 0; row < predictions->rows(); ++row) {
    double sum = 0;
    for (const float log_probability : predictions->row(row)) sum += std::exp(log_probability);
    ASSERT_NEAR(sum, 1, 1e-5) << row;
  }
}

}  // namespace
}  // namespace srnet::trainer
