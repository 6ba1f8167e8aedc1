// The stages of one task, each made when the first point needs it:
//
//   import_dataset --> bias_model --.
//         |                         v (poe)
//         +------> finetune(loss, seed) --> mask_train(loss, sparsity, seed) --> evaluate
//                         |    '--> imp(loss, seed) --> evaluate (one a level)
//                         '--> evaluate (the full model)
//
// One thread; graph, specification and data set must outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/stage/stage.h"
#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/grid.h"
#include "coordinator/planning/recipe.h"
#include "coordinator/planning/short_training.h"
#include "coordinator/planning/specification.h"
#include "coordinator/planning/stage_graph.h"

namespace srnet::planning {

class TaskStages {
 public:
  // `task` is how the specification writes it. The data set has a recipe, one training set and at least one
  // of the sets to evaluate.
  TaskStages(StageGraph& graph, const Specification& specification, std::string_view task,
             const CatalogueDataset& dataset, const Digest& model);

  // The stage that answers the cell.
  std::uint32_t Evaluation(const Cell& cell, const Grid& grid);

  // Of the trainings made so far.
  const std::vector<ShortTraining>& short_trainings() const { return short_trainings_; }

 private:
  // A kind of training with one loss: its work without seed and sparsity, and what a run takes.
  template <typename Work>
  struct Training {
    Work work;
    Effort effort;
  };
  template <typename Work>
  using TrainingByLoss = std::array<std::optional<Training<Work>>, stage::kLossNames.size()>;

  std::uint32_t Import();
  std::uint32_t Bias();
  std::uint32_t Teacher(std::int64_t seed);
  std::uint32_t Finetune(stage::Loss loss, std::int64_t seed);
  std::uint32_t Mask(const Cell& cell, std::int64_t seed, double sparsity);
  std::uint32_t Imp(const Cell& cell, std::int64_t seed);
  std::uint32_t Evaluate(std::vector<PlannedInput> inputs);

  // The inputs of a training, sorted: [bias], [checkpoint], dataset, [teacher].
  std::vector<PlannedInput> TrainingInputs(stage::Loss loss, std::int64_t seed,
                                           std::optional<std::uint32_t> checkpoint);

  template <typename Work>
  const Training<Work>& TrainingOf(TrainingByLoss<Work>& trainings, stage::Loss loss,
                                   Work (Recipe::*recipe)(stage::Loss) const);
  template <typename Work>
  Effort EffortOf(const Work& work) const;
  void NoteShortTraining(std::string_view kind, stage::Loss loss, const stage::Optimisation& optimisation,
                         std::int64_t total_steps);

  StageGraph& graph_;
  const Specification& specification_;
  const CatalogueDataset& dataset_;
  std::vector<stage::Source> model_source_;
  std::int64_t train_rows_ = 0;
  std::int64_t reported_rows_ = 0;  // Of the sets that are evaluated at the end.
  std::int64_t watched_rows_ = 0;   // Of the sets that are evaluated while training.
  stage::ImportDataset import_work_;
  stage::Evaluate evaluate_work_;
  Recipe recipe_;

  std::optional<std::uint32_t> import_;
  std::optional<std::uint32_t> bias_;
  std::map<std::tuple<stage::Loss, std::int64_t>, std::uint32_t> finetunings_;
  std::map<std::tuple<stage::Loss, stage::Loss, std::int64_t>, std::uint32_t> ladders_;
  TrainingByLoss<stage::Finetune> finetune_;
  TrainingByLoss<stage::MaskTrain> mask_;
  TrainingByLoss<stage::Imp> imp_;
  std::vector<ShortTraining> short_trainings_;
};

// Rows that are read of a set: all of them, or the limit.
std::int64_t LimitedRows(std::int64_t rows, std::int64_t limit);

}  // namespace srnet::planning
