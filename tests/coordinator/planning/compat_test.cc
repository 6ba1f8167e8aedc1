// Every row A1 to A11 is a switch, by its number and by its name, and is part of the stage's key.
#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <string>

#include "coordinator/planning/choices.h"
#include "tests/coordinator/planning/planned_stages.h"

namespace srnet::planning {
namespace {

// Something of every kind of stage, so that each switch has something to change.
Plan EverythingWith(const std::string& compat) {
  StatusOr<Plan> plan = PlanText("spec: preset/paper\nseeds: 1\n" + compat, ReferenceCatalogue());
  EXPECT_THAT(plan, srnet::testing::IsOk());
  return plan.ok() ? *std::move(plan) : Plan();
}

std::set<stage::StageKey> KeysOf(const Plan& plan) {
  std::set<stage::StageKey> keys;
  for (const PlannedStage& stage : plan.stages) keys.insert(stage.key);
  return keys;
}

class Switch : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Switch, ChangesStagesAndIsTheSameByNumberAndName) {
  const auto by_id = KeysOf(EverythingWith(fmt::format("compat: {}\n", kCompatIds[GetParam()])));
  const auto by_name = KeysOf(EverythingWith(fmt::format("compat: [{}]\n", kCompatNames[GetParam()])));
  EXPECT_EQ(by_id, by_name);
  static const std::set<stage::StageKey> kDefault = KeysOf(EverythingWith(""));
  EXPECT_NE(by_id, kDefault);
}

INSTANTIATE_TEST_SUITE_P(All, Switch, ::testing::Range<std::size_t>(0, kCompatNames.size()));

const std::string kMask = "pipeline: finetune_prune, method: mask, loss: poe, sparsity: 0.7";
const std::string kLadder = "pipeline: finetune_prune, method: imp, loss: poe, sparsity: 0.7";
const std::string kTicket = "pipeline: prune_finetune, mask_from: imp, loss: std, sparsity: 0.7";

template <typename Work>
Work Under(const std::string& grid, const std::string& id, const std::string& task = "mnli") {
  return OnlyWork<Work>(PlanOf(grid, id.empty() ? "" : "compat: " + id + "\n", task));
}

TEST(Compat, A1TrainsDebiasedLaddersWithStd) {
  EXPECT_EQ(Under<stage::Imp>(kLadder, "").loss, stage::Loss::kPoe);
  EXPECT_EQ(Under<stage::Imp>(kLadder, "A1").loss, stage::Loss::kStd);
}

TEST(Compat, A2DoesNotRewind) {
  EXPECT_EQ(Under<stage::Imp>(kTicket, "").rewind, stage::Rewind::kPretrained);
  EXPECT_EQ(Under<stage::Imp>(kTicket, "A2").rewind, stage::Rewind::kNone);
}

TEST(Compat, A3ResetsGradualMasksOnly) {
  const std::string gradual =
      "pipeline: finetune_prune, method: mask, loss: poe, sparsity: {gradual: [0.7, 0.9]}";
  EXPECT_FALSE(Under<stage::MaskTrain>(gradual, "").gradual_reset_to_initial);
  EXPECT_TRUE(Under<stage::MaskTrain>(gradual, "A3").gradual_reset_to_initial);
  EXPECT_FALSE(Under<stage::MaskTrain>(kMask, "A3").gradual_reset_to_initial);
}

TEST(Compat, A4EvaluatesPretrainedMasksWithAnotherClassifier) {
  const std::string grid = "pipeline: prune_only, loss: std, sparsity: 0.5";
  EXPECT_FALSE(Under<stage::Evaluate>(grid, "").fresh_classifier);
  const auto work = Under<stage::Evaluate>(grid, "A4");
  EXPECT_TRUE(work.fresh_classifier);
  EXPECT_NE(work.classifier_seed, Under<stage::MaskTrain>(grid, "A4").optimisation.seed);
  EXPECT_FALSE(Under<stage::Evaluate>(kMask, "A4").fresh_classifier);
}

TEST(Compat, A5ControlsTheSparsityTenTimesAnInterval) {
  EXPECT_EQ(Under<stage::MaskTrain>(kMask, "").control_interval, 0);
  EXPECT_EQ(Under<stage::MaskTrain>(kMask, "A5").control_interval, 100);
}

TEST(Compat, A6SelectsParaphrasesByTheWeightedF1ThatThePaperReports) {
  const auto selected_by = [](const std::string& id, const std::string& task) {
    return stage::Name(Under<stage::MaskTrain>(kMask, id, task).optimisation.selection_metric);
  };
  EXPECT_EQ(selected_by("", "qqp"), "f1");
  EXPECT_EQ(selected_by("A6", "qqp"), "weighted_f1");
  EXPECT_EQ(selected_by("A6", "mnli"), "accuracy");
}

TEST(Compat, A7DividesByTheBatchAndTouchesNoOtherLoss) {
  const std::string grid = "pipeline: finetune, finetune_loss: reweight";
  EXPECT_EQ(Under<stage::Finetune>(grid, "").reweight_divisor, stage::ReweightDivisor::kWeightSum);
  EXPECT_EQ(Under<stage::Finetune>(grid, "A7").reweight_divisor, stage::ReweightDivisor::kBatch);
  EXPECT_EQ(Under<stage::MaskTrain>(kMask, "A7").reweight_divisor, stage::ReweightDivisor::kWeightSum);
}

TEST(Compat, A8PrunesTheClassifierAndNotThePooler) {
  EXPECT_TRUE(Under<stage::MaskTrain>(kMask, "").prune_pooler);
  EXPECT_FALSE(Under<stage::MaskTrain>(kMask, "A8").prune_pooler);
  EXPECT_FALSE(Under<stage::Imp>(kLadder, "").prune_classifier);
  EXPECT_TRUE(Under<stage::Imp>(kLadder, "A8").prune_classifier);
  EXPECT_FALSE(Under<stage::Imp>(kTicket, "A8").prune_classifier);  // It has a fresh one.
}

TEST(Compat, A9HasTheEpochsOfTheReleasedScripts) {
  const std::string reweight = "pipeline: finetune_prune, method: mask, loss: reweight, sparsity: 0.7";
  EXPECT_EQ(Under<stage::MaskTrain>(reweight, "").optimisation.epochs, 5);
  EXPECT_EQ(Under<stage::MaskTrain>(reweight, "A9").optimisation.epochs, 3);
  EXPECT_EQ(Under<stage::MaskTrain>(reweight, "A9", "qqp").optimisation.epochs, 7);
  EXPECT_EQ(Under<stage::Retrain>(kTicket, "").optimisation.epochs, 3);
  EXPECT_EQ(Under<stage::Retrain>(kTicket, "A9").optimisation.epochs, 5);
}

TEST(Compat, A10KeepsScoresAtTheThreshold) {
  EXPECT_FALSE(Under<stage::MaskTrain>(kMask, "").inclusive_threshold);
  EXPECT_TRUE(Under<stage::MaskTrain>(kMask, "A10").inclusive_threshold);
}

TEST(Compat, A11HasFiveFeatures) {
  EXPECT_EQ(Under<stage::BiasModel>(kMask, "").feature_count, 7);
  EXPECT_EQ(Under<stage::BiasModel>(kMask, "A11").feature_count, 5);
}

}  // namespace
}  // namespace srnet::planning
