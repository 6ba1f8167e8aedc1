// What each pipeline and each axis becomes: stages, what they read, and the coordinates of points.
#include <gmock/gmock.h>

#include "tests/coordinator/planning/planned_stages.h"

namespace srnet::planning {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const std::string kMask = "pipeline: finetune_prune, method: mask, loss: poe, sparsity: 0.7";

TEST(PruneOnly, TrainsMasksOnThePretrainedModel) {
  const Plan plan = PlanOf("pipeline: prune_only, loss: std, sparsity: 0.5");
  EXPECT_THAT(StagesOf<stage::Finetune>(plan), ::testing::IsEmpty());
  const stage::Stage mask = StagesOf<stage::MaskTrain>(plan).at(0);
  EXPECT_EQ(ArtifactOf(mask, "checkpoint"), "");
  EXPECT_EQ(std::get<stage::MaskTrain>(mask.work).selection_from, 0);
  const stage::Stage evaluation = StagesOf<stage::Evaluate>(plan).at(0);
  EXPECT_EQ(ArtifactOf(evaluation, "checkpoint"), "");
  EXPECT_EQ(ArtifactOf(evaluation, "mask"), "mask");
  EXPECT_THAT(CoordinatesOf(plan, plan.points[0]),
              ElementsAre(Pair("task", "mnli"), Pair("pipeline", "prune_only"), Pair("method", "mask"),
                          Pair("loss", "std"), Pair("sparsity", "0.5"), Pair("seed", "1")));
}

TEST(PruneFinetune, OfALadderRewindsFromThePretrainedModelAndRetrainsALevel) {
  const Plan plan = PlanOf("pipeline: prune_finetune, mask_from: imp, loss: std, sparsity: [0.2, 0.7]");
  const stage::Stage ladder = StagesOf<stage::Imp>(plan).at(0);
  EXPECT_EQ(StagesOf<stage::Imp>(plan).size(), 1u);
  EXPECT_EQ(ArtifactOf(ladder, "checkpoint"), "");
  EXPECT_EQ(std::get<stage::Imp>(ladder.work).rewind, stage::Rewind::kPretrained);
  EXPECT_EQ(std::get<stage::Imp>(ladder.work).loss, stage::Loss::kPoe);
  const auto retrainings = StagesOf<stage::Retrain>(plan);
  ASSERT_EQ(retrainings.size(), 2u);
  EXPECT_EQ(ArtifactOf(retrainings[1], "mask"), "levels");
  EXPECT_EQ(std::get<stage::Retrain>(retrainings[1].work).level, 7);
  EXPECT_EQ(std::get<stage::Retrain>(retrainings[1].work).optimisation.epochs, 3);
  EXPECT_EQ(ArtifactOf(StagesOf<stage::Evaluate>(plan)[0], "mask"), "");
  EXPECT_THAT(
      CoordinatesOf(plan, plan.points[0]),
      ElementsAre(Pair("task", "mnli"), Pair("pipeline", "prune_finetune"), Pair("method", "imp"),
                  Pair("mask_loss", "poe"), Pair("loss", "std"), Pair("sparsity", "0.2"), Pair("seed", "1")));
}

TEST(PruneFinetune, OfAMaskTakesThatOfTheFinetunedModel) {
  const Plan isolated = PlanOf("pipeline: prune_finetune, mask_from: mask, loss: poe, sparsity: 0.7");
  const Plan pruned = PlanOf(kMask);
  EXPECT_EQ(stage::KeyOf(StagesOf<stage::MaskTrain>(isolated).at(0)),
            stage::KeyOf(StagesOf<stage::MaskTrain>(pruned).at(0)));
  const stage::Retrain retrain = OnlyWork<stage::Retrain>(isolated);
  EXPECT_EQ(retrain.optimisation.epochs, 5);
  EXPECT_EQ(retrain.level, 0);
}

TEST(PruneFinetune, OfAnOracleTrainsItsMaskWithStd) {
  const Plan plan = PlanOf("pipeline: prune_finetune, mask_from: oracle, loss: std, sparsity: 0.7");
  EXPECT_EQ(OnlyWork<stage::MaskTrain>(plan).loss, stage::Loss::kStd);
  EXPECT_THAT(CoordinatesOf(plan, plan.points[0]), Contains(Pair("oracle", "true")));
}

TEST(PruneFinetune, OfAOneShotPruningFinetunesNothingFirst) {
  const Plan plan =
      PlanOf("pipeline: prune_finetune, mask_from: [magnitude, random], loss: std, sparsity: 0.7");
  EXPECT_THAT(StagesOf<stage::Finetune>(plan), ::testing::IsEmpty());
  EXPECT_EQ(StagesOf<stage::OneShot>(plan).size(), 2u);
  EXPECT_EQ(StagesOf<stage::Retrain>(plan).size(), 2u);
}

TEST(OneShot, IsNoPointPerLossAndMagnitudeHasNoSeed) {
  const Plan plan =
      PlanOf("pipeline: finetune_prune, method: [magnitude, random], loss: [std, poe], sparsity: [0.5, 0.7]",
             "overrides: {finetune: {epochs: 1}}\n");
  EXPECT_EQ(plan.points.size(), 4u);
  EXPECT_EQ(StagesOf<stage::OneShot>(plan).size(), 4u);
  for (const stage::Stage& stage : StagesOf<stage::OneShot>(plan)) {
    const auto& work = std::get<stage::OneShot>(stage.work);
    EXPECT_EQ(work.seed, work.criterion == stage::OneShotCriterion::kRandom ? 1 : 0);
    EXPECT_EQ(ArtifactOf(stage, "checkpoint"), "checkpoint");
  }
}

TEST(Oracle, TrainsOnMoreRowsAndIsEvaluatedOnTheSameSets) {
  const Plan plan =
      PlanOf("pipeline: finetune_prune, method: mask, oracle: true, loss: std, sparsity: [0.7, 0.9]");
  const auto imports = StagesOf<stage::ImportDataset>(plan);
  ASSERT_EQ(imports.size(), 2u);
  EXPECT_FALSE(std::get<stage::ImportDataset>(imports[0].work).oracle);
  EXPECT_TRUE(std::get<stage::ImportDataset>(imports[1].work).oracle);
  const auto masks = StagesOf<stage::MaskTrain>(plan);
  EXPECT_EQ(stage::FindInput(masks.at(0), "dataset")->stage, stage::KeyOf(imports[1]));
  EXPECT_EQ(stage::FindInput(StagesOf<stage::Evaluate>(plan).at(0), "dataset")->stage,
            stage::KeyOf(imports[0]));
  const auto& at70 = std::get<stage::MaskTrain>(masks.at(0).work).optimisation;
  EXPECT_EQ(at70.learning_rate, 2e-5);
  EXPECT_EQ(at70.warmup_steps, 3600);
  EXPECT_EQ(at70.epochs, 3);
  EXPECT_EQ(std::get<stage::MaskTrain>(masks.at(1).work).optimisation.epochs, 7);
}

TEST(Oracle, OverridesComeOnTopOfThoseOfMasks) {
  const Plan plan = PlanOf("pipeline: finetune_prune, method: mask, oracle: true, loss: std, sparsity: 0.7",
                           "overrides: {mask: {epochs: 1, batch_size: 8}, oracle: {epochs: 2}}\n");
  EXPECT_EQ(OnlyWork<stage::MaskTrain>(plan).optimisation.epochs, 2);
  EXPECT_EQ(OnlyWork<stage::MaskTrain>(plan).optimisation.batch_size, 8);
}

TEST(Start, ReadsTheWeightsThatTheFinetuningKeptAtThatStep) {
  const Plan plan = PlanOf(kMask + ", start: {checkpoint_step: 7000, checkpoint_fraction: 50%}");
  EXPECT_THAT(OnlyWork<stage::Finetune>(plan).snapshot_steps,
              ElementsAre(5000, 7000, 10000, 15000, 18408, 20000));
  const auto masks = StagesOf<stage::MaskTrain>(plan);
  EXPECT_EQ(ArtifactOf(masks.at(0), "checkpoint"), "checkpoint-step-7000");
  EXPECT_EQ(ArtifactOf(masks.at(1), "checkpoint"), "checkpoint-step-18408");
  EXPECT_THAT(CoordinatesOf(plan, plan.points[1]), Contains(Pair("start_step", "18408")));
}

TEST(Start, AtARecipesStepSharesTheFinetuning) {
  const Plan with = PlanOf(kMask + ", start: {checkpoint_step: 5000}");
  EXPECT_EQ(stage::KeyOf(StagesOf<stage::Finetune>(with).at(0)),
            stage::KeyOf(StagesOf<stage::Finetune>(PlanOf(kMask)).at(0)));
}

TEST(Gradual, RisesWithSoftScoresUnlessToldOtherwise) {
  const std::string base =
      "pipeline: finetune_prune, method: mask, loss: poe, sparsity: {gradual: [70%, 90%]}";
  const Plan plan = PlanOf(base);
  const stage::MaskTrain work = OnlyWork<stage::MaskTrain>(plan);
  EXPECT_EQ(work.initial_sparsity, 0.7);
  EXPECT_EQ(work.sparsity, 0.9);
  EXPECT_EQ(work.initialisation, stage::Initialisation::kSoft);
  EXPECT_THAT(CoordinatesOf(plan, plan.points[0]), Contains(Pair("initial_sparsity", "0.7")));
  EXPECT_EQ(OnlyWork<stage::MaskTrain>(PlanOf(base + ", initialisation: hard")).initialisation,
            stage::Initialisation::kHard);
  EXPECT_EQ(PlanOf(base + ", initialisation: soft").sweep_id, plan.sweep_id);
}

TEST(Axes, OfAMaskReachItsStageAndItsCoordinates) {
  const Plan plan =
      PlanOf(kMask + ", structure: heads_and_units, scope: global, initialisation: soft, epochs: 2");
  const stage::MaskTrain work = OnlyWork<stage::MaskTrain>(plan);
  EXPECT_EQ(work.structure, stage::Structure::kHeadsAndUnits);
  EXPECT_EQ(work.scope, stage::Scope::kGlobal);
  EXPECT_EQ(work.initialisation, stage::Initialisation::kSoft);
  EXPECT_EQ(work.optimisation.epochs, 2);
  EXPECT_EQ(CoordinatesOf(plan, plan.points[0]).size(), 7u + 4u);
}

TEST(Axes, AtTheirDefaultsAreTheSamePoints) {
  EXPECT_EQ(PlanOf(kMask).sweep_id,
            PlanOf(kMask + ", structure: weights, scope: per_matrix, initialisation: hard, oracle: false")
                .sweep_id);
}

TEST(Exclusions, AreListedWithTheirReason) {
  const Plan plan = PlanOf(
      "pipeline: finetune_prune, method: [mask, imp], oracle: [false, true], loss: [std, poe], sparsity: "
      "0.5, "
      "structure: [weights, heads_and_units]");
  // Masks: std with both oracles and poe without, in two structures; ladders: two losses of weights.
  EXPECT_EQ(plan.points.size(), 6u + 2u);
  EXPECT_THAT(
      plan.exclusions,
      ElementsAre(HasSubstr("oracle true with loss poe: the bias model knows none of the rows that an "
                            "oracle adds; 2 left out"),
                  HasSubstr("method imp with structure heads_and_units: a ladder prunes weights; 2 left"),
                  HasSubstr("method imp with oracle true: only masks are trained on")));
}

TEST(ConfReg, ReadsTheTeacherOfTheSameSeed) {
  const Plan plan = PlanOf("pipeline: finetune, finetune_loss: conf_reg");
  EXPECT_EQ(StagesOf<stage::Finetune>(plan).size(), 2u);  // That of the teacher is with std.
  const stage::Stage teacher = StagesOf<stage::Teacher>(plan).at(0);
  EXPECT_EQ(stage::FindInput(teacher, "checkpoint")->stage,
            stage::KeyOf(StagesOf<stage::Finetune>(plan).at(0)));
  EXPECT_EQ(ArtifactOf(StagesOf<stage::Finetune>(plan).at(1), "teacher"), "predictions");
}

TEST(Models, MultiplyTheGridAndBecomeACoordinate) {
  const Plan plan = PlanOf("pipeline: finetune", "", "mnli");
  StatusOr<Plan> both = PlanText(
      "name: x\nmodel: [bert-base-uncased, roberta-base]\ntasks: mnli\nseeds: 1\ngrid: [{pipeline: "
      "finetune}]\n",
      ReferenceCatalogue());
  ASSERT_THAT(both, srnet::testing::IsOk());
  EXPECT_EQ(both->points.size(), 2u);
  EXPECT_EQ(both->points.size(), 2 * plan.points.size());
  EXPECT_THAT(CoordinatesOf(*both, both->points[1]), Contains(Pair("model", "roberta-base")));
}

TEST(TaskKinds, LimitABlockToTheTasksOfThatKind) {
  const Plan plan = PlanOf("pipeline: finetune, task_kinds: [nli, fact]", "", "mnli, qqp, fever");
  EXPECT_EQ(plan.points.size(), 2u);
}

TEST(Recipe, FollowsTheKindOfTask) {
  const std::string grid = "pipeline: finetune_prune, method: [mask, imp], loss: poe, sparsity: 0.7";
  const stage::MaskTrain qqp = OnlyWork<stage::MaskTrain>(PlanOf(grid, "", "qqp"));
  EXPECT_EQ(qqp.optimisation.learning_rate, 2e-5);
  EXPECT_EQ(qqp.optimisation.warmup_steps, 3400);
  EXPECT_EQ(qqp.optimisation.epochs, 7);
  EXPECT_EQ(qqp.optimisation.clip, stage::Clip::kPerTensor);
  EXPECT_EQ(qqp.optimisation.selection_metric, stage::SelectionMetric::kF1);
  EXPECT_EQ(OnlyWork<stage::Imp>(PlanOf(grid, "", "qqp")).optimisation.clip, stage::Clip::kGlobal);
  const Plan fever = PlanOf(grid, "", "fever");
  EXPECT_EQ(OnlyWork<stage::MaskTrain>(fever).optimisation.evaluation_interval, 500);
  EXPECT_EQ(OnlyWork<stage::MaskTrain>(fever).optimisation.warmup_steps, 0);
  EXPECT_EQ(OnlyWork<stage::Finetune>(fever).optimisation.epochs, 3);
  EXPECT_EQ(OnlyWork<stage::BiasModel>(fever).features, "claim_only");
  EXPECT_EQ(OnlyWork<stage::BiasModel>(fever).hypothesis, stage::Text::kFirst);
  EXPECT_EQ(OnlyWork<stage::BiasModel>(fever).inverse_regularisation, 2);
}

TEST(Scale, ShortensRowsAndTheRecipesStepsInProportion) {
  const Plan plan = PlanOf(kMask + ", start: {checkpoint_step: 5000}", "scale: 0.01\n");
  const auto import = OnlyWork<stage::ImportDataset>(plan);
  EXPECT_EQ(import.train_rows, 3927);
  EXPECT_EQ(import.evaluation_rows, 500);
  const auto work = OnlyWork<stage::MaskTrain>(plan);
  EXPECT_EQ(work.optimisation.warmup_steps, 36);
  EXPECT_EQ(work.optimisation.evaluation_interval, 10);
  EXPECT_EQ(work.optimisation.epochs, 5);
  EXPECT_THAT(OnlyWork<stage::Finetune>(plan).snapshot_steps, ElementsAre(50, 100, 150, 200));
}

TEST(Scale, YieldsToWhatIsWritten) {
  const Plan plan =
      PlanOf(kMask, "scale: 0.01\nlimits: {train_rows: 5000}\noverrides: {mask: {warmup_steps: 7}}\n");
  EXPECT_EQ(OnlyWork<stage::ImportDataset>(plan).train_rows, 5000);
  EXPECT_EQ(OnlyWork<stage::MaskTrain>(plan).optimisation.warmup_steps, 7);
}

TEST(BiasOverrides, ReachTheBiasModel) {
  const Plan plan = PlanOf(
      kMask, "overrides: {bias: {features: shallow_model, hypothesis: first, shallow: {rows: 500}}}\n");
  const stage::Stage bias = StagesOf<stage::BiasModel>(plan).at(0);
  EXPECT_EQ(std::get<stage::BiasModel>(bias.work).shallow.rows, 500);
  EXPECT_NE(stage::FindSource(bias, "model"), nullptr);
}

TEST(BiasOverrides, ModelsOfOneTextAreRegularisedMoreUnlessWritten) {
  const auto c = [](const std::string& bias) {
    return OnlyWork<stage::BiasModel>(PlanOf(kMask, "overrides: {bias: {" + bias + "}}\n"))
        .inverse_regularisation;
  };
  EXPECT_EQ(c(""), 100);
  EXPECT_EQ(c("features: claim_only"), 2);
  EXPECT_EQ(c("features: hypothesis_only"), 2);
  EXPECT_EQ(c("features: hypothesis_only, inverse_regularisation: 30"), 30);
  const Plan every = PlanOf(kMask,
                            "overrides: {bias: {inverse_regularisation: 30}, "
                            "mnli: {bias: {features: claim_only}}}\n");
  EXPECT_EQ(OnlyWork<stage::BiasModel>(every).inverse_regularisation, 30);
}

TEST(Precision, ReachesABiasModelOnlyWhereItIsANetwork) {
  const auto precision = [](const std::string& bias) {
    const Plan plan = PlanOf(kMask, "precision: float32\noverrides: {bias: {features: " + bias + "}}\n");
    return OnlyWork<stage::BiasModel>(plan).shallow.precision;
  };
  EXPECT_EQ(precision("shallow_model"), stage::Precision::kFloat32);
  EXPECT_EQ(precision("claim_only"), stage::Precision::kAuto);
}

TEST(BiasOverrides, LeaveTheKeyOfAModelThatDoesNotReadThem) {
  const auto key = [](const std::string& bias) {
    const Plan plan = PlanOf(kMask, "overrides: {bias: {" + bias + "}}\n");
    return stage::KeyOf(StagesOf<stage::BiasModel>(plan).at(0));
  };
  EXPECT_EQ(key("features: shallow_model"),
            key("features: shallow_model, hypothesis: first, inverse_regularisation: 3"));
  EXPECT_EQ(key("features: claim_only"), key("features: claim_only, feature_count: 5"));
}

}  // namespace
}  // namespace srnet::planning
