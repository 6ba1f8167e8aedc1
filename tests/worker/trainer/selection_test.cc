// Which metric selects the best step makes the product another one: QQP's F1 of "duplicate" or the accuracy
// (compatibility switch A6).
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "model/checkpoint/bert_folder.h"
#include "model/encoder/initialize.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tiny_nli.h"
#include "tests/worker/trainer/tiny_requests.h"
#include "tests/worker/trainer/trainer_run.h"

namespace srnet::trainer {
namespace {

using ::testing::HasSubstr;
using trainer_protocol::Artifact;
using trainer_protocol::Done;
using trainer_protocol::Failed;

// All pairs are the same, so a model calls either all of them duplicates or none.
data::LabelledSet SamePairs(const char* name, data::Role role, int rows, int duplicates,
                            std::vector<std::string> metrics) {
  data::LabelledSet set{.name = name,
                        .role = role,
                        .labels = {"not_duplicate", "duplicate"},
                        .label_merge = {0, 1},
                        .positive = "duplicate",
                        .metrics = std::move(metrics)};
  for (int i = 0; i < rows; ++i) {
    set.rows.push_back({fmt::format("{}-{}", name, i), "w1 w2", "w3", i < duplicates ? 1 : 0, {}});
  }
  return set;
}

// A model that says "not duplicate", trained on duplicates alone until it says "duplicate", and judged on a
// dev set that has one in five: the first is right more often, the second has the greater F1.
class SelectionTest : public ::testing::Test {
 protected:
  SelectionTest() : requests_(folder_.path()) {
    encoder::Weights weights = encoder::FreshWeights(srnet::testing::TinyConfig(), 2, 7);
    weights.classifier.weight.zero_();
    weights.classifier.bias.copy_(at::tensor({0.2f, 0.0f}));
    EXPECT_TRUE(checkpoint::WriteWeights(folder_ / "model/model.safetensors", weights).ok());
  }

  void ImportPairs(const std::vector<std::string>& metrics) const {
    std::filesystem::remove_all(folder_ / "data");
    const data::Dataset pairs{.name = "pairs",
                              .task = "paraphrase",
                              .labels = {"not_duplicate", "duplicate"},
                              .sets = {SamePairs("train", data::Role::kTrain, 96, 96, metrics),
                                       SamePairs("dev", data::Role::kDev, 20, 4, metrics)}};
    EXPECT_TRUE(data::WriteDatasetFolder(pairs, folder_ / "data").ok());
    EXPECT_NE(RunRequest(requests_.Import()).Last<Done>(), nullptr);
  }

  TrainerRun TrainedWith(const char* name, stage::SelectionMetric metric) const {
    stage::Optimisation optimisation = TinyOptimisation();
    optimisation.learning_rate = 1e-2;
    optimisation.epochs = 5;
    optimisation.evaluation_interval = 1;
    optimisation.selection_metric = metric;
    TrainerRun run = RunRequest(requests_.Finetune(name, {.optimisation = optimisation}));
    EXPECT_NE(run.Last<Done>(), nullptr) << run.errors;
    return run;
  }

  srnet::testing::TemporaryDirectory folder_;
  TinyRequests requests_;
};

TEST_F(SelectionTest, F1OfDuplicatesChoosesAnotherStepThanTheAccuracy) {
  ImportPairs({"accuracy", "f1"});
  const TrainerRun by_accuracy = TrainedWith("accuracy", stage::SelectionMetric::kAccuracy);
  const TrainerRun by_f1 = TrainedWith("f1", stage::SelectionMetric::kF1);
  EXPECT_EQ(MetricOf(by_accuracy, "", "selected_step"), 1);
  EXPECT_DOUBLE_EQ(MetricOf(by_accuracy, "dev", "accuracy"), 0.8);
  EXPECT_GT(MetricOf(by_f1, "", "selected_step"), 1);
  EXPECT_NEAR(MetricOf(by_f1, "dev", "f1"), 1.0 / 3, 1e-12);
  EXPECT_NE(by_accuracy.All<Artifact>().front().digest, by_f1.All<Artifact>().front().digest);
}

TEST_F(SelectionTest, TheWeightedF1CountsBothClasses) {
  ImportPairs({"f1", "weighted_f1"});
  const TrainerRun by_weighted = TrainedWith("weighted", stage::SelectionMetric::kWeightedF1);
  EXPECT_EQ(MetricOf(by_weighted, "", "selected_step"), 1);
  // All of 16 in 20 that are no duplicates, none of the others: 0.8 * (2 * 0.8 / 1.8) + 0.2 * 0.
  EXPECT_NEAR(MetricOf(by_weighted, "dev", "weighted_f1"), 0.8 * 1.6 / 1.8, 1e-12);
  EXPECT_GT(MetricOf(TrainedWith("f1", stage::SelectionMetric::kF1), "", "selected_step"), 1);
}

TEST_F(SelectionTest, AMetricThatTheDevSetLacksIsBadInputUnlessNothingIsSelected) {
  ImportPairs({"f1"});
  const TrainerRun finetune =
      RunRequest(requests_.Finetune("finetune", {.optimisation = TinyOptimisation()}));
  ASSERT_NE(finetune.Last<Failed>(), nullptr);
  EXPECT_THAT(finetune.Last<Failed>()->message, HasSubstr("is not judged by \"accuracy\""));
  const TrainerRun ladder = RunRequest(
      requests_.ImpPretrained("imp", {.segments = 4, .levels = 2, .optimisation = TinyOptimisation()}));
  EXPECT_NE(ladder.Last<Done>(), nullptr) << ladder.errors;
}

}  // namespace
}  // namespace srnet::trainer
