// Everything that can be wrong with a specification has a message with its line and column.
#include <gmock/gmock.h>

#include <string>

#include "coordinator/planning/plan.h"
#include "tests/coordinator/planning/example_catalogue.h"
#include "tests/support/status_matchers.h"

namespace srnet::planning {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kGood = R"(name: example
model: bert
tasks: [mnli]
seeds: [1, 2]
grid:
  - pipeline: finetune_prune
    method: [mask, imp]
    loss: poe
    sparsity: [0.5, 0.7]
)";

struct Bad {
  std::string from;
  std::string to;
  std::string message;
  StatusCode code = StatusCode::kInvalidArgument;
};

class BadSpecification : public ::testing::TestWithParam<Bad> {};

TEST_P(BadSpecification, FailsAtItsLineAndColumn) {
  std::string text = kGood;
  const auto at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().from.size(), GetParam().to);
  EXPECT_THAT(PlanText(text, ExampleCatalogue()), Fails(GetParam().code, StartsWith(GetParam().message)));
}

const std::string kEnd = "sparsity: [0.5, 0.7]\n";

INSTANTIATE_TEST_SUITE_P(
    Syntax, BadSpecification,
    ::testing::Values(
        Bad{kGood, "", "the specification is empty"},
        Bad{kGood, "hello", "line 1, column 1: the specification: expected a mapping, got \"hello\""},
        Bad{"seeds: [1, 2]", "seeds: [1, 2", "line 5, column 5: end of sequence flow not found"},
        Bad{"model: bert\n", "model: bert\nmodel: bert\n",
            "line 3, column 1: \"model\" is already given in line 2"},
        Bad{"model: bert", "model: &m bert", "line 2, column 8: anchors are not supported"},
        Bad{kEnd, kEnd + "---\nname: x\n", "line 11, column 1: a second document"},
        Bad{"[mnli]", "[[[[[[[[[[[[[[[[mnli]]]]]]]]]]]]]]]]",
            "line 3, column 23: nested deeper than 16 levels"},
        Bad{"model: bert", "? [a]\n: b", "line 2, column 3: a key must be a plain word"}));

INSTANTIATE_TEST_SUITE_P(
    Fields, BadSpecification,
    ::testing::Values(
        Bad{"seeds:", "sedes:",
            "line 1, column 1: seeds: is missing\nline 4, column 1: sedes: is not a known key; did "
            "you mean \"seeds\"?"},
        Bad{"    loss: poe", "    los: poe",
            "line 8, column 5: grid[0].los: is not a known key; did you mean \"loss\"?"},
        Bad{"name: example", "name: [a]", "line 1, column 7: name: expected a text, got a list"},
        Bad{"name: example", "name:", "line 1, column 1: name: expected a text, got nothing"},
        Bad{"[1, 2]", "[1, two]", "line 4, column 12: seeds[1]: expected a whole number, got \"two\""},
        Bad{"[1, 2]", "[1, 2.5]", "line 4, column 12: seeds[1]: expected a whole number, got \"2.5\""},
        Bad{"[1, 2]", "'1'", "line 4, column 8: seeds: expected a whole number, got \"1\" in quotes"},
        Bad{"[1, 2]", "-1", "line 4, column 8: seeds: must lie in [0, 9223372036854775807], got -1"},
        Bad{"[1, 2]", "[]", "line 4, column 8: seeds: needs at least one value"},
        Bad{"[0.5, 0.7]", "[0.5, 1]", "line 9, column 21: grid[0].sparsity[1]: must lie in (0, 1), got 1"},
        Bad{"[0.5, 0.7]", "70", "line 9, column 15: grid[0].sparsity: must lie in (0, 1), got 70"},
        Bad{"[0.5, 0.7]", "half",
            "line 9, column 15: grid[0].sparsity: expected a fraction such as 0.7 or 70%, got"},
        Bad{"loss: poe", "loss: focal",
            "line 8, column 11: grid[0].loss: \"focal\" is none of std, poe, reweight, conf_reg"},
        Bad{"finetune_prune", "prune",
            "line 6, column 15: grid[0].pipeline: \"prune\" is none of finetune, "
            "finetune_prune, prune_finetune, prune_only"},
        Bad{kEnd, kEnd + "overrides: {finetune: {epoch: 3}}",
            "line 10, column 24: overrides.finetune.epoch: is not a known key; did you mean \"epochs\"?"},
        Bad{kEnd, kEnd + "overrides: {imp: {warmup: 10%}}",
            "line 10, column 19: overrides.imp.warmup: is not a known key; known are batch_size"},
        Bad{kEnd, kEnd + "overrides: {finetune: {epochs: nan}}",
            "line 10, column 32: overrides.finetune.epochs: must lie in (0, 10000], got nan"},
        Bad{kEnd, kEnd + "overrides: {mask: {warmup: 10%, warmup_steps: 5}}",
            "line 10, column 28: warmup and warmup_steps exclude each other"},
        Bad{kEnd, kEnd + "overrides: {fintune: {epochs: 3}}",
            "line 10, column 13: overrides.fintune: is neither a kind of training nor a task of this sweep; "
            "did you "
            "mean \"finetune\"?"},
        Bad{kEnd, kEnd + "overrides: {bias: {feature_count: 6}}",
            "line 10, column 35: overrides.bias.feature_count: must be 5 or 7, got 6"},
        Bad{kEnd, kEnd + "overrides: {bias: {feature_count: five}}",
            "line 10, column 35: overrides.bias.feature_count: expected a whole number, got \"five\""},
        Bad{kEnd, kEnd + "limits: 5", "line 10, column 9: limits: expected a mapping, got \"5\""},
        Bad{kEnd, kEnd + "execution: {deadline: 4}",
            "line 10, column 23: execution.deadline: expected a duration such as 90s, 30m, 4h or 2d, got "
            "\"4\""},
        Bad{kEnd, kEnd + "execution: {deadline: 1.5h}",
            "line 10, column 23: execution.deadline: expected a duration"},
        Bad{kEnd, kEnd + "execution: {deadline: 0h}",
            "line 10, column 23: execution.deadline: must lie in [1h, 8760h], got 0h"},
        Bad{kEnd, kEnd + "execution: {deadline: 366d}",
            "line 10, column 23: execution.deadline: must lie in [1d, 365d], got 366d"},
        Bad{kEnd, kEnd + "execution: {retries: {crashed: -1}}",
            "line 10, column 32: execution.retries.crashed: must lie in [0, 100], got -1"},
        Bad{kEnd, kEnd + "execution: {retries: {bad_input: 2}}",
            "line 10, column 23: execution.retries.bad_input: is not tried again by itself, as it would fail "
            "again; "
            "numbers are given of crashed and out_of_memory"},
        Bad{kEnd, kEnd + "execution: {retries: {device_fault: 2}}",
            "line 10, column 23: execution.retries.device_fault: counts as crashed; numbers are given of"},
        Bad{kEnd, kEnd + "execution: {retries: {preempted: 2}}",
            "line 10, column 23: execution.retries.preempted: is tried again as often as it takes; numbers"},
        Bad{kEnd, kEnd + "execution: {retries: {crash: 2}}",
            "line 10, column 23: execution.retries.crash: is no class of failures; numbers are given of "
            "crashed"},
        Bad{kEnd, kEnd + "execution: {labels: {a=b: c}}",
            "line 10, column 22: execution.labels: no worker can carry the label \"a=b\""},
        Bad{kEnd, kEnd + "execution: {labels: {gpu: [h200]}}",
            "line 10, column 27: execution.labels.gpu: expected a text, got a list"},
        Bad{kEnd, kEnd + "execution: {retry: 3}",
            "line 10, column 13: execution.retry: is not a known key; known are retries, deadline, labels"},
        Bad{kEnd, kEnd + "max_length: 5", "line 10, column 13: max_length: must lie in [8, 4096], got 5"}));

INSTANTIATE_TEST_SUITE_P(
    Meaning, BadSpecification,
    ::testing::Values(
        Bad{"model: bert", "model: brt",
            "line 2, column 8: model: \"brt\" is not in the catalogue; did you mean", StatusCode::kNotFound},
        Bad{"model: bert", "model: {path: ./bert}",
            "line 2, column 15: model.path: a folder is uploaded by the client"},
        Bad{"model: bert", "model: {}", "line 2, column 8: model: give either a name or a path"},
        Bad{"[mnli]", "[mnli, qqp]", "line 3, column 15: tasks: the data set \"qqp\" is not in the catalogue",
            StatusCode::kNotFound},
        Bad{"[mnli]", "[mnli, mnli]", "line 3, column 15: tasks: \"mnli\" is given twice"},
        Bad{"0.5, 0.7", "0.5, 0.75",
            "line 9, column 21: grid[0].sparsity: the method imp yields 10%, 20%, ... 90%, not "
            "0.75"},
        Bad{"0.5, 0.7", "0.95", "line 9, column 16: grid[0].sparsity: the method imp yields"},
        Bad{"finetune_prune", "finetune",
            "line 7, column 14: grid[0].method: the pipeline finetune prunes nothing"},
        Bad{"[mask, imp]", "none", "line 8, column 11: grid[0].loss: the method none prunes nothing"},
        Bad{"    method: [mask, imp]\n", "", "line 6, column 5: grid[0].method: is missing"},
        Bad{"    loss: poe", "    finetune_loss: poe\n    loss: std",
            "line 6, column 5: grid[0]: no point is left: finetune_loss poe with method mask and loss std"},
        Bad{kEnd, kEnd + "evaluate: [dev, hand]",
            "line 10, column 17: evaluate: no task has an evaluation set \"hand\"; did you mean \"hans\"?"}));

INSTANTIATE_TEST_SUITE_P(
    WordVectors, BadSpecification,
    ::testing::Values(
        Bad{kEnd, kEnd + "overrides: {bias: {word_vectors: crwl}}",
            "line 10, column 34: bias.word_vectors: \"crwl\" is not in the catalogue; did you mean "
            "\"crawl\"?",
            StatusCode::kNotFound},
        Bad{kEnd, kEnd + "overrides: {mnli: {bias: {word_vectors: glove}}}",
            "line 10, column 41: bias.word_vectors: \"glove\" is not in the catalogue; known are crawl; "
            "import",
            StatusCode::kNotFound},
        Bad{kEnd, kEnd + "overrides: {bias: {word_vectors: [crawl]}}",
            "line 10, column 34: overrides.bias.word_vectors: expected a text, got a list"},
        Bad{kEnd, kEnd + "overrides: {bias: {word_vectors: crawl}, mnli: {bias: {features: shallow_model}}}",
            "line 10, column 34: bias.word_vectors: the bias model of \"mnli\" is a shallow_model, which "
            "reads none"}));

// The grid's one block, replaced as a whole.
const std::string kBlock = R"(  - pipeline: finetune_prune
    method: [mask, imp]
    loss: poe
    sparsity: [0.5, 0.7]
)";

INSTANTIATE_TEST_SUITE_P(
    Axes, BadSpecification,
    ::testing::Values(
        Bad{"[0.5, 0.7]", "{gradual: [0.7]}",
            "line 9, column 15: grid[0].sparsity.gradual: expected two sparsities, [from, to]"},
        Bad{"[0.5, 0.7]", "{gradual: [0.7, 0.5]}",
            "line 9, column 26: grid[0].sparsity.gradual: must rise, from 0.7 to 0.5 it does not"},
        Bad{"[0.5, 0.7]", "{gradal: [0.5, 0.7]}", "line 9, column 15: grid[0].sparsity.gradual: is missing"},
        Bad{kEnd, kEnd + "    oracle: maybe",
            "line 10, column 13: grid[0].oracle: expected true or false, got \"maybe\""},
        Bad{kEnd, kEnd + "    structure: head_and_units",
            "line 10, column 16: grid[0].structure: \"head_and_units\" is none of weights, heads_and_units; "
            "did "
            "you mean \"heads_and_units\"?"},
        Bad{kEnd, kEnd + "    start: {checkpoint_fraction: 1.5}",
            "line 10, column 34: grid[0].start.checkpoint_fraction: must lie in (0, 1], got 1.5"},
        Bad{kBlock,
            "  - {pipeline: finetune_prune, method: mask, loss: poe, sparsity: 0.5, start: {checkpoint_step: "
            "40000}}\n",
            "line 6, column 97: start: mnli: beyond the 36816 steps of the fine-tuning"},
        Bad{kEnd, kEnd + "    task_kinds: facts",
            "line 10, column 17: grid[0].task_kinds: \"facts\" is no kind of task here; did you mean "
            "\"fact\"?"},
        Bad{kEnd, kEnd + "    task_kinds: fact", "the grid has no block for the kinds of these tasks"},
        Bad{kEnd, kEnd + "    mask_from: imp",
            "line 10, column 16: grid[0].mask_from: only the pipeline prune_finetune has it"},
        Bad{kBlock, "  - {pipeline: prune_finetune, loss: std, sparsity: 0.5}\n",
            "line 6, column 5: grid[0].mask_from: is missing"},
        Bad{kBlock,
            "  - {pipeline: prune_finetune, method: mask, mask_from: mask, loss: std, sparsity: 0.5}\n",
            "line 6, column 40: grid[0].method: the pipeline prune_finetune has mask_from instead"},
        Bad{kBlock, "  - {pipeline: prune_finetune, mask_from: imp, loss: std, sparsity: 0.55}\n",
            "line 6, column 69: grid[0].sparsity: the method imp yields 10%, 20%, ... 90%, not 0.55"},
        Bad{kBlock, "  - {pipeline: prune_only, finetune_loss: std, loss: std, sparsity: 0.5}\n",
            "line 6, column 43: grid[0].finetune_loss: the pipeline prune_only fine-tunes nothing"},
        Bad{kBlock, "  - {pipeline: prune_only, method: random, loss: std, sparsity: 0.5}\n",
            "line 6, column 5: grid[0]: no point is left: pipeline prune_only with method random: "},
        Bad{kBlock, "  - {pipeline: finetune_prune, method: mask, loss: std, oracle: true, sparsity: 0.5}\n",
            "line 6, column 5: grid[0]: no point is left: oracle true for mnli: the data set has no rows "
            "for"}));

// What the trainer would refuse is refused before anything is trained.
INSTANTIATE_TEST_SUITE_P(
    Trainings, BadSpecification,
    ::testing::Values(
        Bad{kEnd, kEnd + "overrides: {finetune: {snapshot_steps: [100, 40000]}}",
            "line 10, column 46: finetune.snapshot_steps: 40000 is beyond the 36816 steps of the fine-tuning "
            "of mnli with std"},
        Bad{kEnd, kEnd + "overrides: {finetune: {epochs: 0.001, snapshot_steps: [12, 13]}}",
            "line 10, column 60: finetune.snapshot_steps: 13 is beyond the 12 steps of"},
        Bad{kEnd, kEnd + "overrides: {mask: {selection_metric: f1}}",
            "line 10, column 38: selection_metric: f1 cannot select the best step: the set \"dev\" of mnli "
            "is "
            "judged only by accuracy"},
        Bad{kEnd, kEnd + "overrides: {mnli: {finetune: {std: {selection_metric: f1}}}}",
            "line 10, column 55: selection_metric: f1 cannot select"},
        Bad{kBlock,
            "  - {pipeline: prune_finetune, mask_from: magnitude, loss: std, sparsity: 0.5}\n"
            "overrides: {retrain: {selection_metric: f1}}\n",
            "line 7, column 41: selection_metric: f1 cannot select"},
        Bad{"[mnli]", "[pairs]",
            "line 3, column 9: tasks: f1 selects the best step of the kind paraphrase, but the set \"dev\" "
            "of "
            "pairs is judged only by accuracy; selection_metric in overrides names another metric"}));

INSTANTIATE_TEST_SUITE_P(
    Switches, BadSpecification,
    ::testing::Values(
        Bad{kEnd, kEnd + "compat: A12",
            "line 10, column 9: compat: \"A12\" is none of A1 to A11 and none of imp_"},
        Bad{kEnd, kEnd + "compat: [no_rewnd]",
            "line 10, column 10: compat[0]: \"no_rewnd\" is none of A1 to A11 and none of "
            "imp_without_debiasing, "
            "no_rewind, gradual_reset, fresh_classifier, fine_control, weighted_f1_selection, "
            "reweight_by_batch, "
            "paper_matrices, released_epochs, inclusive_threshold, five_features; did you mean "
            "\"no_rewind\"?"},
        Bad{kEnd, kEnd + "scale: 2", "line 10, column 8: scale: must lie in (0, 1], got 2"},
        Bad{kEnd, kEnd + "spec: preset/fig22",
            "line 10, column 7: spec: \"preset/fig22\" is no preset; did you mean \"preset/fig2\"?"},
        Bad{"model: bert", "model: [bert, bert]", "line 2, column 15: model: \"bert\" is given twice"},
        Bad{kGood, "spec: preset/fig2\nmodel: bert\n",
            "line 1, column 7: tasks: the data set \"qqp\" is not in the catalogue", StatusCode::kNotFound},
        Bad{kGood, "spec: preset/fig2\nmodel: bert\ntasks: mnli\nseeds: one\n",
            "line 4, column 8: seeds: expected a whole number, got \"one\""}));

TEST(GoodSpecification, HasNoProblem) { EXPECT_THAT(PlanText(kGood, ExampleCatalogue()), IsOk()); }

TEST(GoodSpecification, MayWriteWhatNoTrainingOfItsGridReads) {
  EXPECT_THAT(PlanText(kGood + "overrides: {retrain: {selection_metric: f1}, finetune: {conf_reg: "
                               "{snapshot_steps: 99999}}}\n",
                       ExampleCatalogue()),
              IsOk());
}

TEST(GoodSpecification, MaySelectByTheAccuracyOfAParaphraseTaskWithoutF1) {
  std::string text = kGood +
                     "overrides: {finetune: {selection_metric: accuracy}, mask: {selection_metric: "
                     "accuracy}}\n";
  text.replace(text.find("[mnli]"), 6, "[pairs]");
  EXPECT_THAT(PlanText(text, ExampleCatalogue()), IsOk());
}

// With poe the fine-tuning takes 5 epochs. Two seeds and two models are one problem still.
TEST(BadSpecificationText, ASnapshotIsRefusedForTheLossesThatEndBeforeIt) {
  Catalogue catalogue = ExampleCatalogue();
  catalogue.models.push_back({"bert2", DigestOf("bert2")});
  EXPECT_THAT(PlanText("name: x\nmodel: [bert, bert2]\ntasks: mnli\nseeds: [1, 2]\n"
                       "grid: [{pipeline: finetune, finetune_loss: [std, poe]}]\n"
                       "overrides: {finetune: {snapshot_steps: [36816, 36817]}}\n",
                       catalogue),
              Fails(StatusCode::kInvalidArgument,
                    ::testing::StrEq("line 6, column 48: finetune.snapshot_steps: 36817 is beyond the 36816 "
                                     "steps of the fine-tuning of mnli with std")));
}

TEST(BadSpecificationText, AnUnknownPresetIsTheOnlyProblem) {
  EXPECT_THAT(
      PlanText("spec: preset/paper2\n", ExampleCatalogue()),
      Fails(StatusCode::kInvalidArgument,
            "line 1, column 7: spec: \"preset/paper2\" is no preset; did you mean \"preset/paper\"?"));
}

TEST(BadSpecificationText, ReportsEveryProblemInTheOrderOfTheText) {
  const std::string text = "name: [x]\nmodel: bert\ntasks: mnli\nseeds: one\ngrid: [{pipeline: finetune}]\n";
  EXPECT_THAT(PlanText(text, ExampleCatalogue()),
              Fails(StatusCode::kInvalidArgument,
                    ::testing::AllOf(StartsWith("line 1, column 7"), HasSubstr("\nline 4, column 8"))));
}

TEST(BadSpecificationText, AGridBeyondAMillionPointsIsRefused) {
  std::string seeds;
  for (int i = 0; i < 40000; ++i) seeds += fmt::format("{}, ", i);
  std::string sparsities;
  for (int i = 1; i < 60; ++i) sparsities += fmt::format("0.0{}, ", i);
  const std::string text = fmt::format(
      "name: x\nmodel: bert\ntasks: mnli\nseeds: [{}]\ngrid:\n- {{pipeline: finetune_prune, method: mask, "
      "loss: std, "
      "sparsity: [{}]}}\n",
      seeds, sparsities);
  EXPECT_THAT(PlanText(text, ExampleCatalogue()),
              Fails(StatusCode::kInvalidArgument,
                    HasSubstr("line 6, column 3: grid[0]: the grid has more than 1000000")));
}

TEST(BadSpecificationText, SurvivesEveryCutAndManyFlippedBytes) {
  for (std::size_t i = 0; i < kGood.size(); ++i) {
    (void)PlanText(kGood.substr(0, i), ExampleCatalogue());
    for (const char byte : {'\0', '"', '[', '{', ':', '-', '\t', '\xff', '*', '&', '%'}) {
      std::string flipped = kGood;
      flipped[i] = byte;
      const StatusOr<Plan> plan = PlanText(flipped, ExampleCatalogue());
      EXPECT_NE(plan.ok(), !Message(plan.status()).empty());
    }
  }
}

}  // namespace
}  // namespace srnet::planning
