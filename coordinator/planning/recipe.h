// How a training of a task is done: the paper's values for the kind of task, what the compatibility switches
// make of them, and the specification's departures.
//
// Values: "A Win-win Deal" (NeurIPS 2022), appendix A. Among departures, those for one task beat those for
// all, and at each of these levels those for one loss beat those for every loss. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/stage/stage.h"
#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/specification.h"
#include "coordinator/planning/treatment.h"

namespace srnet::planning {

// Kinds of tasks that have values of their own; every other kind has those of the first.
inline constexpr std::array<std::string_view, 3> kRecipeKinds = {"nli", "paraphrase", "fact"};

struct TaskDefaults;

class Recipe {
 public:
  // `task` is how the specification writes the data set. The specification must outlive the recipe.
  Recipe(const Specification& specification, std::string_view task, const CatalogueDataset& dataset);

  stage::BiasModel Bias() const;
  // What the specification calls the word vectors of the bias model; null when it names none.
  const Placed<std::string>* WordVectors() const;
  // Everything but the snapshots that only this sweep needs is set, with `rows` to train on: warm-ups may be
  // fractions of the steps.
  stage::Finetune Finetune(stage::Loss loss, std::int64_t seed, std::int64_t rows) const;
  // What `treatment` is about: its mask training, ladder, one-shot pruning or retraining.
  stage::MaskTrain MaskTrain(const Treatment& treatment, std::int64_t seed, std::int64_t rows) const;
  stage::Imp Imp(const Treatment& treatment, std::int64_t seed) const;
  stage::OneShot OneShot(const Treatment& treatment, std::int64_t seed) const;
  stage::Retrain Retrain(const Treatment& treatment, std::int64_t seed, std::int64_t rows) const;

  // The metric that the specification has select the best step; null where that is left to the recipe.
  using Selection = const Placed<stage::SelectionMetric>*;
  Selection WrittenSelection(const stage::Finetune& work) const;
  Selection WrittenSelection(const stage::MaskTrain& work, bool oracle) const;
  Selection WrittenSelection(const stage::Retrain& work) const;
  // The steps that it has a fine-tuning keep; null where they are left to the recipe.
  const std::vector<Placed<std::int64_t>>* WrittenSnapshots(stage::Loss loss) const;

 private:
  std::vector<const BiasOverride*> BiasOverrides() const;  // Weakest first.
  // Calls apply(override) for every departure that concerns the loss, weakest first.
  template <typename Override, typename Apply>
  void ForEach(ByLoss<Override> TaskOverride::*section, stage::Loss loss, const Apply& apply) const;
  template <typename Override>
  void FindSelection(ByLoss<Override> TaskOverride::*section, stage::Loss loss, Selection& found) const;
  // Of a training of that kind, before departures.
  stage::Optimisation Common(std::int64_t seed, double epochs) const;
  stage::Optimisation OracleCommon(const Treatment& treatment, std::int64_t seed) const;
  double MaskEpochs(stage::Loss loss) const;
  // `rate` is that at full scale.
  double MaskRate(double rate) const;
  void ApplyMask(const MaskOverride& from, stage::MaskTrain& into, std::optional<double>& warmup) const;
  bool Has(Compat compat) const { return planning::Has(*specification_, compat); }
  stage::ReweightDivisor DivisorFor(stage::Loss loss) const;

  const Specification* specification_;
  const TaskOverride* task_ = nullptr;
  const TaskDefaults* defaults_;
  stage::SelectionMetric selection_metric_;
};

// max(1, round(epochs * ceil(rows / batch))), as the trainer counts them.
std::int64_t TotalSteps(const stage::Optimisation& optimisation, std::int64_t rows);

}  // namespace srnet::planning
