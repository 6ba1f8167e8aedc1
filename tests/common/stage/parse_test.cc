#include <gmock/gmock.h>

#include <string>

#include "common/stage/canonical.h"
#include "tests/common/stage/example_stages.h"
#include "tests/support/status_matchers.h"

namespace srnet::stage {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The canonical text of an example with one piece replaced.
std::string Edited(std::size_t example, const std::string& from, const std::string& to) {
  std::string text = Canonical(ExampleStages()[example]);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " in " << text;
  return text.replace(at, from.size(), to);
}

struct BadStage {
  std::size_t example;
  std::string from;
  std::string to;
  std::string message;
};

class ParseBadStage : public ::testing::TestWithParam<BadStage> {};

TEST_P(ParseBadStage, FailsWithThePathOfTheField) {
  const BadStage& bad = GetParam();
  EXPECT_THAT(ParseStage(Edited(bad.example, bad.from, bad.to)),
              Fails(StatusCode::kInvalidArgument, StartsWith(bad.message)));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ParseBadStage,
    ::testing::Values(
        BadStage{2, "\"seed\":1", "\"seed\":1,\"speed\":2", "work.optimisation.speed: is not a known field"},
        BadStage{3, "\"threshold\":0.01", "\"treshold\":0.01", "work.threshold: is missing"},
        BadStage{2, ",\"seed\":1", "", "work.optimisation.seed: is missing"},
        BadStage{2, "\"seed\":1", "\"seed\":\"1\"",
                 "work.optimisation.seed: expected an integer, got a string"},
        BadStage{2, "\"seed\":1", "\"seed\":1.0",
                 "work.optimisation.seed: expected an integer, got a number"},
        BadStage{2, "\"seed\":1", "\"seed\":-1",
                 "work.optimisation.seed: must lie in [0, 9223372036854775807]"},
        BadStage{2, "\"epochs\":3", "\"epochs\":0", "work.optimisation.epochs: must lie in (0, 10000]"},
        BadStage{2, "5e-05", "-0.0", "work.optimisation.learning_rate: must not be -0"},
        BadStage{3, "\"sparsity\":0.5", "\"sparsity\":1", "work.sparsity: must lie in [0, 1)"},
        BadStage{2, "\"conf_reg\"", "\"focal\"",
                 "work.loss: \"focal\" is none of std, poe, reweight, conf_reg"},
        BadStage{2, "[5000,10000]", "[10000,0]", "work.snapshot_steps: must lie in [1, "},
        BadStage{2, "[5000,10000]", "[5000,5000]", "work.snapshot_steps: \"5000\" appears twice"},
        BadStage{2, "[5000,10000]", "[5000,1.5]", "work.snapshot_steps: expected integers, got a number"},
        BadStage{3, "\"prune_pooler\":true", "\"prune_pooler\":1", "work.prune_pooler: expected a boolean"},
        BadStage{1, "\"rows\":2000", "\"rows\":0", "work.shallow.rows: must lie in [1, "},
        BadStage{4, "\"levels\":9", "\"levels\":10", "work.levels: must be below segments (10)"},
        BadStage{4, "\"kind\":\"imp\"", "\"kind\":\"imq\"", "kind: \"imq\" is not a kind of stage"},
        BadStage{4, "\"version\":4", "\"version\":1", "version: imp has version 4 in this program, got 1"},
        BadStage{4, "\"role\":\"bias\"", "\"role\":\"dataset\"",
                 "inputs: the role \"dataset\" appears twice"},
        BadStage{4, "\"role\":\"bias\"", "\"role\":\"mask\"", "inputs[0].role: imp has no role \"mask\""},
        BadStage{1, "\"role\":\"dataset\",\"stage\"", "\"role\":\"dataset\",\"age\"",
                 "inputs[0].stage: is missing"},
        BadStage{5, "\"dev\",\"hans\"", "\"dev\",\"dev\"", "work.sets: \"dev\" appears twice"},
        BadStage{5, "\"dev\",\"hans\"", "\"dev\",7", "work.sets: expected strings, got an integer"},
        BadStage{0, "\"work\":{", "\"work\":[{", "not JSON"},
        BadStage{0, "\"max_length\":128", "\"max_length\":4", "work.max_length: must lie in [8, 4096]"}));

TEST(ParseStage, NeedsEveryRequiredRole) {
  Stage stage = ExampleStages()[0];
  stage.sources.pop_back();
  EXPECT_THAT(ParseStage(Canonical(stage)),
              Fails(StatusCode::kInvalidArgument, "sources: import_dataset needs the role \"model\""));
}

TEST(ParseStage, NeedsNoOptionalRole) {
  Stage stage = ExampleStages()[5];
  stage.inputs.pop_back();
  EXPECT_THAT(ParseStage(Canonical(stage)), IsOk());
}

TEST(ParseStage, TakesMembersRolesAndSetsInAnyOrder) {
  const std::string text = Edited(5, "\"dev\",\"hans\"", "\"hans\",\"dev\"");
  const StatusOr<Stage> stage = ParseStage(text);
  ASSERT_THAT(stage, IsOk());
  EXPECT_EQ(KeyOf(*stage), KeyOf(ExampleStages()[5]));
}

TEST(ParseStage, RefusesADigestThatIsNone) {
  const std::string text = Edited(0, "\"digest\":\"", "\"digest\":\"z");
  EXPECT_THAT(ParseStage(text), Fails(StatusCode::kInvalidArgument, StartsWith("sources[0].digest: ")));
}

// Every text one byte away from a good one is read or refused, never worse.
TEST(ParseStage, SurvivesEveryCutAndManyFlippedBytes) {
  for (const Stage& stage : ExampleStages()) {
    const std::string text = Canonical(stage);
    for (std::size_t i = 0; i < text.size(); ++i) {
      EXPECT_FALSE(ParseStage(text.substr(0, i)).ok());
      for (const char byte : {'\0', '"', '}', '-', '9', '\xff'}) {
        std::string flipped = text;
        flipped[i] = byte;
        if (const StatusOr<Stage> read = ParseStage(flipped); read.ok()) {
          EXPECT_THAT(ParseStage(Canonical(*read)), IsOk());
        }
      }
    }
  }
}

}  // namespace
}  // namespace srnet::stage
