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
      R"("version":3,"work":{"evaluation_rows":0,"max_length":128,"oracle":false,"train_rows":0}})");
}

TEST(Canonical, TextOfAMaskTrainingIsFixed) {
  const std::string text = Canonical(ExampleStages()[3]);
  EXPECT_EQ(
      text.substr(text.find("\"version\"")),
      R"("version":4,"work":{"control_interval":0,"gradual_reset_to_initial":false,)"
      R"("inclusive_threshold":false,"initial_sparsity":0.5,"initialisation":"hard","kept_score_factor":2,)"
      R"("loss":"conf_reg","optimisation":{"batch_size":32,"clip":"global","curves":"dev","epochs":3,)"
      R"("evaluation_interval":1000,"learning_rate":5e-05,"max_norm":1,"precision":"auto","seed":1,)"
      R"("selection_metric":"accuracy","warmup_steps":0},"prune_classifier":true,"prune_pooler":true,)"
      R"("reweight_divisor":"weight_sum","scope":"per_matrix","selection_from":0.7,"sparsity":0.5,)"
      R"("structure":"weights","threshold":0.01}})");
}

TEST(Canonical, KeysAreFixed) {
  const std::vector<std::string> keys = {
      "18780c6452f719cf62550875a028c980b6f0e743b871758e94e46b772d0ead78",
      "bfad30d6276fc695af7d53022be673bb8dbd71e97bff46986172263a52247e2b",
      "2644373325a8523dcce041696266206301c0c52636bef4f53e19ed4bbbcb6970",
      "89350278246f1e768010bb0f3ca6f3990e1418f8e0352616de25285840cad08e",
      "93a8e6f7dcd200d17b72b064d72fbc45d66ca5ded6b4a7bdcf5c3447725c7314",
      "b077358dc897e96e434f1bbd0b2f1b1edf28e6d24e6c97ee9d9f73594f12b330",
      "213e13e99ed96c1f3520d1892e69539fc3fc0b3b8d077777fda30e39f071a8c9",
      "26c4e7b5977b2f597d8185e5ef7d462ad22cc69e066641c25de687eb915231c5",
      "79890cef08a445eec794df2b8764bf4eab6e37b019ff54ac0d23b8dea1ce3125",
  };
  const std::vector<Stage> stages = ExampleStages();
  ASSERT_EQ(keys.size(), stages.size());
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
