// What a compatibility switch puts into a stage, through the real program: each changes what the stage
// yields.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "model/bias/predictions.h"
#include "model/data/tokenised_dataset.h"
#include "model/prune/coded_tensors.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/worker/trainer/tiny_requests.h"
#include "tests/worker/trainer/trainer_run.h"

namespace srnet::trainer {
namespace {

using ::srnet::testing::IsOk;
using ::testing::SizeIs;
using trainer_protocol::Artifact;
using trainer_protocol::CurvePoint;
using trainer_protocol::Done;

// Fast enough for masks to change within a few steps.
stage::Optimisation FastOptimisation() {
  stage::Optimisation optimisation = TinyOptimisation();
  optimisation.learning_rate = 0.02;
  return optimisation;
}

// Scores that start as magnitudes are all different, so the entry at the threshold is one.
stage::MaskTrain HalfMask() {
  return {.sparsity = 0.5,
          .initial_sparsity = 0.5,
          .initialisation = stage::Initialisation::kSoft,
          .optimisation = FastOptimisation()};
}

// The tokenised data set, a bias and a fine-tuned checkpoint, made once.
class SwitchesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new srnet::testing::TemporaryDirectory;
    requests_ = new TinyRequests(folder_->path());
    MustRun(requests_->Import());
    MustRun(requests_->Bias());
    MustRun(requests_->Finetune("finetune", {.optimisation = TinyOptimisation()}));
  }
  static void TearDownTestSuite() {
    delete requests_;
    delete folder_;
  }

  static TrainerRun MustRun(const trainer_protocol::Request& request) {
    TrainerRun run = RunRequest(request, {"--quiet"});
    EXPECT_NE(run.Last<Done>(), nullptr) << request.output << ": " << run.errors;
    return run;
  }
  static TrainerRun Ladder(const std::string& name, stage::Loss loss) {
    return MustRun(
        requests_->Imp(name, {.loss = loss, .segments = 4, .levels = 3, .optimisation = FastOptimisation()}));
  }
  // The sparsity of each matrix in the product of the mask training.
  static std::vector<std::int64_t> PrunedCounts(const std::string& run) {
    const auto masks =
        prune::ReadCodedTensors(requests_->root() / run / "mask.srnetmsk", prune::Coding::kMask);
    EXPECT_THAT(masks, IsOk());
    std::vector<std::int64_t> counts;
    for (const auto& [name, mask] : *masks)
      counts.push_back(std::count(mask.codes.begin(), mask.codes.end(), std::uint8_t{0}));
    return counts;
  }
  // How far the sparsity had drifted off one half before each evaluation.
  static std::vector<double> Drifts(const TrainerRun& run) {
    std::vector<double> drifts;
    for (const CurvePoint& point : run.All<CurvePoint>()) {
      if (point.metric == "working_sparsity") drifts.push_back(std::abs(point.value - 0.5));
    }
    return drifts;
  }
  static std::vector<float> Predictions(const std::string& name, std::int64_t features) {
    trainer_protocol::Request request = requests_->Bias();
    std::get<stage::BiasModel>(request.stage.work).feature_count = features;
    request.output = requests_->root() / name;
    MustRun(request);
    const auto tokens = data::TokenisedDataset::Open(requests_->Tokens());
    const auto predictions = bias::ReadPredictions(request.output / "bias.srnetbias",
                                                   data::RowsDigest(*tokens->Find(data::Role::kTrain)));
    EXPECT_THAT(predictions, IsOk());
    return predictions->log_probabilities;
  }

  static srnet::testing::TemporaryDirectory* folder_;
  static TinyRequests* requests_;
};
srnet::testing::TemporaryDirectory* SwitchesTest::folder_ = nullptr;
TinyRequests* SwitchesTest::requests_ = nullptr;

// A1: the authors' ladder ignores its debiasing loss. The first pruning comes before any training, so the
// ladders share their first mask and nothing else.
TEST_F(SwitchesTest, ALadderUnderPoeTrainsOtherWeightsAndFindsOtherMasksThanUnderStd) {
  const TrainerRun std_ladder = Ladder("imp-std", stage::Loss::kStd);
  const TrainerRun poe_ladder = Ladder("imp-poe", stage::Loss::kPoe);
  const auto std_products = std_ladder.All<Artifact>(), poe_products = poe_ladder.All<Artifact>();
  ASSERT_THAT(std_products, SizeIs(4));  // The levels, and a checkpoint of each.
  ASSERT_THAT(poe_products, SizeIs(4));
  for (std::size_t i = 0; i < std_products.size(); ++i) {
    EXPECT_EQ(std_products[i].name, poe_products[i].name);
    EXPECT_NE(std_products[i].digest, poe_products[i].digest) << std_products[i].name;
  }
}

// A5: with a control point after every step only the step before an evaluation drifts.
TEST_F(SwitchesTest, AControlIntervalOfOneStepLetsTheSparsityDriftLess) {
  stage::MaskTrain controlled = HalfMask();
  controlled.control_interval = 1;
  const std::vector<double> free = Drifts(MustRun(requests_->MaskTrain("mask-free", HalfMask())));
  const std::vector<double> held = Drifts(MustRun(requests_->MaskTrain("mask-held", controlled)));
  ASSERT_THAT(free, SizeIs(3));  // Evaluations.
  ASSERT_THAT(held, SizeIs(3));
  for (std::size_t i = 0; i < free.size(); ++i) EXPECT_LT(held[i], free[i]) << i;
}

// A10: of n entries floor(n s) are pruned when a score at the threshold is, one less when it is kept.
TEST_F(SwitchesTest, AnInclusiveThresholdKeepsOneMoreEntryOfEachMatrix) {
  stage::MaskTrain inclusive = HalfMask();
  inclusive.inclusive_threshold = true;
  MustRun(requests_->MaskTrain("mask-strict", HalfMask()));
  MustRun(requests_->MaskTrain("mask-inclusive", inclusive));
  std::vector<std::int64_t> expected = PrunedCounts("mask-strict");
  ASSERT_FALSE(expected.empty());
  for (std::int64_t& count : expected) --count;
  EXPECT_EQ(PrunedCounts("mask-inclusive"), expected);
}

// A11: the paper's five features lack the difference in length, which tells these rows apart.
TEST_F(SwitchesTest, FiveOverlapFeaturesPredictOtherwiseThanSeven) {
  EXPECT_NE(Predictions("bias-five", 5), Predictions("bias-seven", 7));
}

}  // namespace
}  // namespace srnet::trainer
