// The stages of one task on one model, each made when the first point needs it:
//
//   import_dataset --> bias_model ----------.          finetune(std) --> teacher --.
//         |                                 v (every loss but std)                 v (conf_reg)
//         +------> finetune --> mask_train, imp, one_shot --> evaluate
//         |           '--> evaluate (the full model)
//         +------> mask_train, imp, one_shot on the pre-trained model --> evaluate (mask_train)
//         '------> retrain (pre-trained weights under any of the masks) --> evaluate
//
// One thread; graph, specification, data set and vectors must outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/stage/stage.h"
#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/problem.h"
#include "coordinator/planning/recipe.h"
#include "coordinator/planning/short_training.h"
#include "coordinator/planning/specification.h"
#include "coordinator/planning/stage_graph.h"
#include "coordinator/planning/training_rows.h"
#include "coordinator/planning/treatment.h"

namespace srnet::planning {

class TaskStages {
 public:
  // `task` is where and how the specification writes it. The data set has one training set, a dev set and at
  // least one of the sets to evaluate. `vectors` may be null.
  TaskStages(StageGraph& graph, const Specification& specification, const Placed<std::string>& task,
             const CatalogueDataset& dataset, const Digest& model, const CatalogueVectors* vectors);

  // The step of the fine-tuning that the start means; fine-tunings made from now on keep the weights there.
  // Nothing when it lies beyond the last step, `total_steps`.
  std::optional<std::int64_t> KeepStart(const Start& start, stage::Loss finetune_loss,
                                        std::int64_t& total_steps);

  // The stage that answers the treatment.
  std::uint32_t Evaluation(const Treatment& treatment, std::int64_t seed);

  std::int64_t StepOf(const Start& start, stage::Loss finetune_loss) const;

  // Of the trainings made so far, each once.
  const std::vector<ShortTraining>& short_trainings() const { return short_trainings_; }

  // What their trainer would refuse: each once, whatever the seed and the model.
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::uint32_t Import(bool oracle = false);
  std::uint32_t Bias();
  std::uint32_t Finetune(stage::Loss loss, std::int64_t seed);
  std::uint32_t Teacher(std::int64_t seed);
  std::uint32_t Imp(const Treatment& treatment, std::int64_t seed);
  PlannedInput Mask(const Treatment& treatment, std::int64_t seed);
  std::uint32_t Retrain(const Treatment& treatment, std::int64_t seed);
  std::uint32_t Evaluate(const stage::Evaluate& work, const std::vector<PlannedInput>& inputs);

  // The checkpoint that a pruning starts from; none for the pre-trained model.
  std::optional<PlannedInput> StartOf(const Treatment& treatment, std::int64_t seed);
  PlannedInput Dataset(bool oracle = false) { return {Import(oracle), "dataset", "dataset"}; }
  // Sorted by role: what the loss needs and what is given.
  std::vector<PlannedInput> TrainingInputs(stage::Loss loss, std::int64_t seed,
                                           std::optional<PlannedInput> given, bool oracle = false);

  std::int64_t RowsFor(bool oracle) const { return rows_.train + (oracle ? rows_.oracle : 0); }
  Effort EffortOf(const stage::Optimisation& optimisation, std::int64_t rows) const;
  Effort EffortOf(const stage::Imp& work) const;
  void NoteShortTraining(std::string_view kind, stage::Loss loss, const stage::Optimisation& optimisation,
                         std::int64_t total_steps);
  void NoteShortReach(const stage::MaskTrain& work, bool oracle, std::int64_t total_steps);
  // Once, whatever the seed and the sparsity.
  void Note(ShortTraining training);
  void CheckSnapshots(stage::Loss loss, std::int64_t total_steps);
  // `written` is where the specification has a say in it, or null.
  void CheckSelection(stage::SelectionMetric metric, Recipe::Selection written);
  void Refuse(Place place, std::string message);

  StageGraph& graph_;
  const Specification& specification_;
  const CatalogueDataset& dataset_;
  Place place_;
  std::vector<stage::Source> model_source_;
  const CatalogueVectors* vectors_;
  stage::ImportDataset import_work_;
  stage::Evaluate evaluate_work_;
  RowCounts rows_;
  Recipe recipe_;

  std::array<std::optional<std::uint32_t>, 2> import_;  // Without and with the oracle's rows.
  std::optional<std::uint32_t> bias_;
  std::map<stage::Loss, std::set<std::int64_t>> starts_;
  std::map<std::tuple<stage::Loss, std::int64_t>, std::uint32_t> finetunings_;
  std::map<std::tuple<Treatment, std::int64_t>, std::uint32_t> ladders_;
  std::vector<ShortTraining> short_trainings_;
  std::vector<Problem> problems_;
};

}  // namespace srnet::planning
