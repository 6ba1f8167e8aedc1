// How a training of a task is done: the paper's values for the kind of task, and the specification's
// departures.
//
// Values: "A Win-win Deal" (NeurIPS 2022), appendix A. Among departures, those for one task beat those for
// all, and at each of these levels those for one loss beat those for every loss. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/stage/stage.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

// Whether there is a default recipe for that kind of task ("nli").
bool HasRecipe(std::string_view task_kind);

class Recipe {
 public:
  // `task` is how the specification writes it; `task_kind` has a recipe. `train_rows` are the rows that are
  // trained on; warm-ups may be fractions of their steps. The specification must outlive the recipe.
  Recipe(const Specification& specification, std::string_view task, std::string_view task_kind,
         std::int64_t train_rows);

  // With the seed and the sparsity still to be set.
  stage::BiasModel Bias() const;
  stage::Finetune Finetune(stage::Loss loss) const;
  stage::MaskTrain MaskTrain(stage::Loss loss) const;
  stage::Imp Imp(stage::Loss loss) const;

 private:
  // Calls apply(override) for every departure that concerns the loss, weakest first.
  template <typename Override, typename Apply>
  void ForEach(ByLoss<Override> TaskOverride::*section, stage::Loss loss, const Apply& apply) const;
  stage::Optimisation Defaults(double epochs) const;

  const Specification* specification_;
  const TaskOverride* task_ = nullptr;
  std::string_view task_kind_;
  std::int64_t train_rows_;
};

// max(1, round(epochs * ceil(rows / batch))), as the trainer counts them.
std::int64_t TotalSteps(const stage::Optimisation& optimisation, std::int64_t rows);

}  // namespace srnet::planning
