#include "coordinator/planning/plan.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "common/stage/canonical.h"
#include "common/stage/kind.h"
#include "coordinator/planning/summary.h"
#include "tests/coordinator/planning/example_catalogue.h"
#include "tests/support/status_matchers.h"

namespace srnet::planning {
namespace {

using ::srnet::testing::IsOk;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::string kHead = R"(
name: example
model: bert
tasks: mnli
seeds: 1
)";

// The quickstart's grid: two full models, mask training at two sparsities and one ladder.
const std::string kQuickstart = kHead + R"(
grid:
  - {pipeline: finetune, finetune_loss: [std, poe]}
  - {pipeline: finetune_prune, method: mask, loss: [std, poe], sparsity: [0.5, 0.7]}
  - {pipeline: finetune_prune, method: imp, loss: poe, sparsity: [0.5, 0.7, 0.9]}
)";

Plan Planned(const std::string& yaml) {
  StatusOr<Plan> plan = PlanText(yaml, ExampleCatalogue());
  EXPECT_THAT(plan, IsOk());
  return plan.ok() ? *std::move(plan) : Plan();
}

std::map<std::string, std::int64_t> CountsByKind(const Plan& plan) {
  std::map<std::string, std::int64_t> counts;
  for (const KindSummary& kind : Summarise(plan, {}).kinds) counts[std::string(kind.kind)] = kind.stages;
  return counts;
}

std::set<stage::StageKey> Keys(const Plan& plan) {
  std::set<stage::StageKey> keys;
  for (const PlannedStage& stage : plan.stages) keys.insert(stage.key);
  return keys;
}

// The stages of a kind, read back from their canonical texts.
template <typename Work>
std::vector<Work> WorkOf(const Plan& plan) {
  std::vector<Work> found;
  for (const PlannedStage& planned : plan.stages) {
    const StatusOr<stage::Stage> stage = stage::ParseStage(planned.canonical);
    EXPECT_THAT(stage, IsOk());
    if (stage.ok() && std::holds_alternative<Work>(stage->work)) found.push_back(std::get<Work>(stage->work));
  }
  return found;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST(Plan, OfTheQuickstartSharesWhatItsPointsHaveInCommon) {
  const Plan plan = Planned(kQuickstart);
  EXPECT_EQ(plan.points.size(), 2u + 4u + 3u);
  EXPECT_THAT(CountsByKind(plan),
              ElementsAre(Pair("bias_model", 1), Pair("evaluate", 9), Pair("finetune", 2), Pair("imp", 1),
                          Pair("import_dataset", 1), Pair("mask_train", 4)));
}

TEST(Plan, OfThePapersPruningGridHasItsConfigurations) {
  const Plan plan = Planned(R"(
name: paper
model: bert
tasks: mnli
seeds: [1, 2, 3, 4]
grid:
  - pipeline: finetune_prune
    finetune_loss: [std, poe]
    method: [none, mask, imp]
    loss: [std, poe]
    sparsity: [0.2, 0.5, 0.7, 0.9]
)");
  // Per seed: full std and poe; masks std/std, std/poe, poe/poe at 4 sparsities; the same three ladders.
  EXPECT_EQ(plan.points.size(), 4u * (2 + 12 + 12));
  EXPECT_THAT(CountsByKind(plan),
              ElementsAre(Pair("bias_model", 1), Pair("evaluate", 104), Pair("finetune", 8), Pair("imp", 12),
                          Pair("import_dataset", 1), Pair("mask_train", 48)));
  EXPECT_THAT(
      plan.exclusions,
      ElementsAre(HasSubstr("finetune_loss poe with method mask and loss std: a model debiased with poe is "
                            "pruned with poe; 16 left out"),
                  HasSubstr("finetune_loss poe with method imp and loss std")));
}

TEST(Plan, EveryStageIsWhatItsCanonicalTextSays) {
  const Plan plan = Planned(kQuickstart);
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& planned = plan.stages[i];
    const StatusOr<stage::Stage> stage = stage::ParseStage(planned.canonical);
    ASSERT_THAT(stage, IsOk()) << planned.canonical;
    EXPECT_EQ(stage::KeyOf(*stage), planned.key);
    EXPECT_EQ(stage->work.index(), planned.kind);
    ASSERT_EQ(stage->inputs.size(), planned.input_count);
    for (std::size_t j = 0; j < stage->inputs.size(); ++j) {
      const PlannedInput& input = plan.InputsOf(planned)[j];
      ASSERT_LT(input.stage, i);
      EXPECT_EQ(stage->inputs[j].stage, plan.stages[input.stage].key);
      EXPECT_EQ(stage->inputs[j].role, input.role);
      EXPECT_EQ(stage->inputs[j].artifact, input.artifact);
    }
  }
  EXPECT_EQ(Keys(plan).size(), plan.stages.size());
}

TEST(Plan, OneMoreSparsityAddsOneMaskTrainingAndOneEvaluation) {
  const Plan before = Planned(kQuickstart);
  const Plan after =
      Planned(Replaced(kQuickstart, "[std, poe], sparsity: [0.5, 0.7]", "poe, sparsity: [0.5, 0.7, 0.9]"));
  const std::set<stage::StageKey> old_keys = Keys(before);
  std::vector<std::string_view> added;
  for (const PlannedStage& stage : after.stages) {
    if (!old_keys.contains(stage.key)) added.push_back(stage::Kinds()[stage.kind].name);
  }
  EXPECT_THAT(added, ElementsAre("mask_train", "evaluate"));
}

TEST(Plan, OneMoreLevelOfALadderAddsOneEvaluationOnly) {
  const Plan before = Planned(kQuickstart);
  const Plan after = Planned(Replaced(kQuickstart, "[0.5, 0.7, 0.9]", "[0.5, 0.7, 0.8, 0.9]"));
  EXPECT_EQ(after.stages.size(), before.stages.size() + 1);
}

TEST(Plan, IsTheSameSweepWhateverTheOrderOfAxesAndSpelling) {
  const Plan plan = Planned(kQuickstart);
  const Plan other = Planned(R"(
# The same grid, said otherwise.
grid:
  - {pipeline: finetune_prune, sparsity: [90%, 70%, 50%], loss: [poe], method: [imp]}
  - {pipeline: finetune_prune, finetune_loss: std, method: mask, loss: [poe, std], sparsity: [0.70, 0.5]}
  - {pipeline: finetune, finetune_loss: [poe, std]}
seeds: [1]
tasks: [mnli]
max_length: 128
model: {name: bert}
name: example
)");
  EXPECT_EQ(Keys(plan), Keys(other));
  EXPECT_EQ(plan.sweep_id, other.sweep_id);
  EXPECT_EQ(plan.sweep_id.size(), 16u);
}

TEST(Plan, IsAnotherSweepUnderAnotherNameOrWithOtherData) {
  const Plan plan = Planned(kQuickstart);
  EXPECT_NE(plan.sweep_id, Planned(Replaced(kQuickstart, "example", "other")).sweep_id);
  Catalogue newer = ExampleCatalogue();
  newer.datasets[0].digest = DigestOf("mnli, corrected");
  const StatusOr<Plan> replanned = PlanText(kQuickstart, newer);
  ASSERT_THAT(replanned, IsOk());
  EXPECT_NE(plan.sweep_id, replanned->sweep_id);
}

TEST(Plan, PointsCarryTheirCoordinatesInOrder) {
  const Plan plan = Planned(kQuickstart);
  EXPECT_THAT(CoordinatesOf(plan, plan.points[0]),
              ElementsAre(Pair("task", "mnli"), Pair("pipeline", "finetune"), Pair("finetune_loss", "std"),
                          Pair("method", "none"), Pair("sparsity", "0"), Pair("seed", "1")));
  EXPECT_THAT(
      CoordinatesOf(plan, plan.points[5]),
      ElementsAre(Pair("task", "mnli"), Pair("pipeline", "finetune_prune"), Pair("finetune_loss", "std"),
                  Pair("method", "mask"), Pair("loss", "poe"), Pair("sparsity", "0.7"), Pair("seed", "1")));
}

TEST(Plan, RepeatedPointsCountOnceAndAreTold) {
  const Plan plan = Planned(kHead + R"(
grid:
  - {pipeline: finetune}
  - {pipeline: finetune, finetune_loss: [std, std]}
)");
  EXPECT_EQ(plan.points.size(), 1u);
  EXPECT_THAT(plan.notices,
              ElementsAre("grid[1] (line 9): points that are in the grid already and count once: 2"));
}

TEST(Plan, FollowsThePapersRecipeByDefault) {
  const Plan plan = Planned(kQuickstart);
  const auto finetunings = WorkOf<stage::Finetune>(plan);
  EXPECT_EQ(finetunings[0].optimisation.epochs, 3);
  EXPECT_EQ(finetunings[1].optimisation.epochs, 5);
  EXPECT_EQ(finetunings[0].optimisation.learning_rate, 5e-5);
  EXPECT_EQ(finetunings[0].optimisation.warmup_steps, 3600);
  EXPECT_EQ(finetunings[0].optimisation.evaluation_interval, 1000);
  EXPECT_EQ(WorkOf<stage::MaskTrain>(plan)[0].optimisation.epochs, 5);
  EXPECT_EQ(WorkOf<stage::MaskTrain>(plan)[0].selection_from, 0.7);
  EXPECT_EQ(WorkOf<stage::Imp>(plan)[0].optimisation.warmup_steps, 0);
  EXPECT_THAT(plan.notices, IsEmpty());
}

TEST(Plan, ClosestOverrideWins) {
  const Plan plan = Planned(kQuickstart + R"(
overrides:
  finetune: {epochs: 1, batch_size: 16, poe: {epochs: 2}}
  mnli:
    finetune: {learning_rate: 2e-5, poe: {batch_size: 8}}
)");
  const auto finetunings = WorkOf<stage::Finetune>(plan);
  EXPECT_EQ(finetunings[0].optimisation.epochs, 1);
  EXPECT_EQ(finetunings[0].optimisation.batch_size, 16);
  EXPECT_EQ(finetunings[1].optimisation.epochs, 2);
  EXPECT_EQ(finetunings[1].optimisation.batch_size, 8);
  EXPECT_EQ(finetunings[1].optimisation.learning_rate, 2e-5);
  EXPECT_EQ(WorkOf<stage::MaskTrain>(plan)[0].optimisation.batch_size, 32);
}

TEST(Plan, AWarmupFractionFollowsTheSteps) {
  const Plan plan =
      Planned(kQuickstart + "overrides: {finetune: {warmup: 10%}}\nlimits: {train_rows: 3200}\n");
  EXPECT_EQ(WorkOf<stage::Finetune>(plan)[0].optimisation.warmup_steps, 30);  // Of 3 * 100 steps.
  EXPECT_EQ(WorkOf<stage::Finetune>(plan)[1].optimisation.warmup_steps, 50);
}

TEST(Plan, TellsWhenTheDataAreTooFewForTheRecipe) {
  const Plan plan = Planned(Replaced(kQuickstart, "tasks: mnli", "tasks: small"));
  EXPECT_THAT(
      plan.notices,
      ElementsAre(AllOf(HasSubstr("warm-up"), HasSubstr("small finetune std (564 steps, not 3600)")),
                  AllOf(HasSubstr("evaluations"), HasSubstr("small finetune std (564 steps, not 1000)")),
                  AllOf(HasSubstr("magnitudes"), HasSubstr("small mask_train std, poe (0.0061, not 0.01)"))));
  EXPECT_EQ(WorkOf<stage::Finetune>(plan)[0].optimisation.warmup_steps, 3600);
}

TEST(Plan, ALimitThatNothingReachesIsTheSameStage) {
  EXPECT_EQ(Keys(Planned(kQuickstart)),
            Keys(Planned(kQuickstart + "limits: {train_rows: 392702, evaluation_rows: 30000}\n")));
  EXPECT_NE(Keys(Planned(kQuickstart)), Keys(Planned(kQuickstart + "limits: {evaluation_rows: 29999}\n")));
}

TEST(Plan, NamingEverySetIsTheSameAsNamingNone) {
  EXPECT_EQ(Keys(Planned(kQuickstart)), Keys(Planned(kQuickstart + "evaluate: [hans, dev]\n")));
  EXPECT_THAT(WorkOf<stage::Evaluate>(Planned(kQuickstart + "evaluate: hans\n"))[0].sets,
              ElementsAre("hans"));
}

TEST(Plan, PrecisionAndCurvesReachEveryTraining) {
  const Plan plan = Planned(kQuickstart + "precision: float32\ncurves: all\n");
  for (const auto& work : WorkOf<stage::MaskTrain>(plan)) {
    EXPECT_EQ(work.optimisation.precision, stage::Precision::kFloat32);
    EXPECT_EQ(work.optimisation.curves, stage::Curves::kAll);
  }
  EXPECT_EQ(WorkOf<stage::Evaluate>(plan)[0].precision, stage::Precision::kFloat32);
}

TEST(Plan, SparsitiesOfALadderReadItsCheckpoints) {
  const Plan plan = Planned(kQuickstart);
  std::vector<std::string_view> artifacts;
  for (const Point& point : plan.points) {
    const auto method = static_cast<std::size_t>(Axis::kMethod);
    if (plan.axis_values[method][point.values[method]] == "imp") {
      artifacts.push_back(plan.InputsOf(plan.stages[point.stage])[0].artifact);
    }
  }
  EXPECT_THAT(artifacts, ElementsAre("checkpoint-5", "checkpoint-7", "checkpoint-9"));
}

TEST(Plan, AModelMayBeNamedByItsDigest) {
  EXPECT_EQ(Planned(Replaced(kQuickstart, "model: bert", "model: " + DigestOf("bert").ToHex())).sweep_id,
            Planned(kQuickstart).sweep_id);
}

TEST(Plan, SeveralTasksAndSeedsMultiplyTheGrid) {
  const Plan plan =
      Planned(Replaced(Replaced(kQuickstart, "mnli", "[mnli, small]"), "seeds: 1", "seeds: [1, 2, 3]"));
  EXPECT_EQ(plan.points.size(), 2u * 3 * 9);
  EXPECT_EQ(CountsByKind(plan)["finetune"], 2 * 3 * 2);
  EXPECT_EQ(CountsByKind(plan)["bias_model"], 2);
}

TEST(Plan, OfEveryPublishedExampleIsFine) {
  Catalogue catalogue = ExampleCatalogue();
  catalogue.models.push_back({"minilm", DigestOf("minilm")});
  catalogue.datasets.push_back(catalogue.datasets[1]);
  catalogue.datasets.back().name = "embedded-nli";
  catalogue.datasets.push_back(catalogue.datasets[3]);
  catalogue.datasets.back().name = "qqp";
  catalogue.datasets.back().sets[1].metrics = {"accuracy", "f1", "weighted_f1"};
  catalogue.datasets.back().sets.push_back({"paws-train", SetRole::kOracle, 12000});
  for (const char* folder : {SRNET_SOURCE_DIR "/docs/examples", SRNET_SOURCE_DIR "/docs/results/figures"}) {
    int examples = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".yaml") continue;
      std::ifstream file(entry.path());
      const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
      EXPECT_THAT(PlanText(text, catalogue), IsOk()) << entry.path();
      ++examples;
    }
    EXPECT_GT(examples, 0) << folder;
  }
}

TEST(Plan, OfTheSpecificationInTheGuideIsFine) {
  std::ifstream file(SRNET_SOURCE_DIR "/docs/specification.md");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::string fence = "```yaml\n";
  const auto begin = text.find(fence);
  ASSERT_NE(begin, std::string::npos);
  Catalogue catalogue = ExampleCatalogue();
  catalogue.models.push_back({"minilm", DigestOf("minilm")});
  const std::string yaml =
      text.substr(begin + fence.size(), text.find("```", begin + 3) - begin - fence.size());
  EXPECT_THAT(PlanText(yaml, catalogue), IsOk());
}

TEST(Summary, CountsStepsAndExamplesOfWhatIsLeft) {
  const Plan plan = Planned(kHead + "grid: [{pipeline: finetune}]\n");
  const Summary summary = Summarise(plan, {});
  ASSERT_EQ(summary.kinds.size(), 3u);
  EXPECT_EQ(summary.kinds[1].kind, "finetune");
  EXPECT_EQ(summary.kinds[1].steps, 36816);
  EXPECT_EQ(summary.kinds[1].examples, 3 * 392702 + 37 * 9815);
  EXPECT_EQ(summary.kinds[2].examples, 9815 + 30000);
}

TEST(Summary, ALadderTakesNineTenthsOfItsLength) {
  const Plan plan =
      Planned(kHead + "grid: [{pipeline: finetune_prune, method: imp, loss: std, sparsity: 10%}]\n");
  for (const KindSummary& kind : Summarise(plan, {}).kinds) {
    if (kind.kind == "imp") {
      EXPECT_EQ(kind.steps, 9 * 6136);
    }
  }
}

TEST(Summary, ALadderThatRewindsEndsAtItsLastPruning) {
  const Plan plan =
      Planned(kHead + "grid: [{pipeline: prune_finetune, mask_from: imp, loss: std, sparsity: 10%}]\n");
  for (const KindSummary& kind : Summarise(plan, {}).kinds) {
    if (kind.kind != "imp") continue;
    EXPECT_EQ(kind.steps, 8 * 6136);
    EXPECT_EQ(kind.examples, 8 * 392702 / 2 + 8 * 9815);
  }
}

TEST(Summary, CountsWhatIsDoneAsReused) {
  const Plan plan = Planned(kQuickstart);
  std::vector<bool> done(plan.stages.size(), true);
  const Summary all = Summarise(plan, done);
  EXPECT_EQ(all.reused_stages, all.stages);
  for (const KindSummary& kind : all.kinds) EXPECT_EQ(kind.steps + kind.examples, 0);
  done.back() = false;
  EXPECT_EQ(Summarise(plan, done).reused_stages, all.stages - 1);
}

TEST(Summary, ComparesWithPointsThatShareNothing) {
  const Plan plan = Planned(kQuickstart);
  // Full: 3 and 4 stages. Masks std: 4 each, poe: 5 each. Ladder poe: 5 each.
  EXPECT_EQ(Summarise(plan, {}).unshared_stages, 3 + 4 + 2 * 4 + 2 * 5 + 3 * 5);
}

}  // namespace
}  // namespace srnet::planning
