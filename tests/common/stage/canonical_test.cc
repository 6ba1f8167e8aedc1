#include "common/stage/canonical.h"

#include <gmock/gmock.h>

#include <limits>
#include <utility>

#include "tests/common/stage/example_stages.h"
#include "tests/support/status_matchers.h"

namespace srnet::stage {
namespace {

using ::srnet::testing::IsOk;

TEST(Canonical, ReadsBackToTheSameTextForEveryKind) {
  for (const Stage& stage : ExampleStages()) {
    const std::string text = Canonical(stage);
    const StatusOr<Stage> read = ParseStage(text);
    ASSERT_THAT(read, IsOk()) << text;
    EXPECT_EQ(Canonical(*read), text);
  }
}

// A key that changes makes every stored result of that kind unreachable, so these texts and keys change only
// together with the algorithm version of the kind, or on purpose.
TEST(Canonical, TextAndKeyOfAnImportAreFixed) {
  const Stage stage = ExampleStages()[0];
  EXPECT_EQ(
      Canonical(stage),
      R"({"inputs":[],"kind":"import_dataset","sources":[)"
      R"({"digest":"b277fd623676a525c29b9eb155afc8c9010681814ceafb2d7627f47b9a232576","role":"dataset"},)"
      R"({"digest":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","role":"model"}],)"
      R"("version":1,"work":{"evaluation_rows":0,"max_length":128,"train_rows":0}})");
}

TEST(Canonical, TextOfAMaskTrainingIsFixed) {
  const std::string text = Canonical(ExampleStages()[3]);
  EXPECT_EQ(
      text.substr(text.find("\"version\"")),
      R"("version":1,"work":{"kept_score_factor":2,"loss":"poe","optimisation":{"batch_size":32,)"
      R"("clip":"global","curves":"dev","epochs":3,"evaluation_interval":1000,"learning_rate":5e-05,)"
      R"("max_norm":1,"precision":"auto","seed":1,"warmup_steps":0},"selection_from":0.7,"sparsity":0.5,)"
      R"("threshold":0.01}})");
}

TEST(Canonical, KeysAreFixed) {
  const std::vector<std::string> keys = {
      "7fac650056bde99dbe81353150dcde9abcf827ea82ca304c2e8247e5322a2873",
      "cd9d53be3e6ad3bf05a811798b313fdee2a43f61bc16a0fc96c405646ecced8f",
      "02ef464a999cb2de070016bec929e476b14bfd939f9270715a2e97036276ec62",
      "6c07eb2646a812b78ccb0ce94ab7ce36c85b269237132afe214b0a9e8c63ac2c",
      "cb56993ab7e5bda2e2a27014d1bee6244a6419df2bff1b8d63406c1af243b064",
      "bb34c7b4f9c467bccffef9aaa654130b79d648a74af9214b482d26a58ffc71c2",
  };
  const std::vector<Stage> stages = ExampleStages();
  for (std::size_t i = 0; i < stages.size(); ++i) {
    EXPECT_EQ(KeyOf(stages[i]).digest.ToHex(), keys[i]) << KindName(stages[i].work);
  }
}

TEST(CanonicalDeathTest, RefusesNumbersWithoutOneText) {
  Stage stage = ExampleStages()[3];
  std::get<MaskTrain>(stage.work).sparsity = -0.0;
  EXPECT_DEATH(Canonical(stage), "check failed");
  std::get<MaskTrain>(stage.work).sparsity = std::numeric_limits<double>::quiet_NaN();
  EXPECT_DEATH(Canonical(stage), "check failed");
}

TEST(CanonicalDeathTest, RefusesRolesOutOfOrder) {
  Stage stage = ExampleStages()[3];
  std::swap(stage.inputs[0], stage.inputs[1]);
  EXPECT_DEATH(Canonical(stage), "check failed");
}

}  // namespace
}  // namespace srnet::stage
