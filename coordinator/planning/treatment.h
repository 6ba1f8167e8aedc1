// What is done to one model for one task with one seed: a point of the grid without these three.
//
// Plain values, any thread.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "coordinator/planning/specification.h"

namespace srnet::planning {

// A value that does not apply is at its default, so that equal treatments are equal. The full model has the
// pipeline finetune, the method none and the sparsity 0.
struct Treatment {
  Pipeline pipeline = Pipeline::kFinetune;
  std::optional<stage::Loss> finetune_loss;  // None: the start is the pre-trained model.
  std::optional<Start> start;                // None: the best step of the fine-tuning.
  Method method = Method::kNone;
  bool oracle = false;
  std::optional<stage::Loss> mask_loss;  // Of the search for a mask that is then fine-tuned in isolation.
  std::optional<stage::Loss> loss;
  Sparsity sparsity;
  stage::Structure structure = stage::Structure::kWeights;
  stage::Scope scope = stage::Scope::kPerMatrix;
  std::optional<stage::Initialisation> initialisation;  // None: soft for a gradual sparsity, else hard.
  std::optional<double> epochs;                         // None: the recipe's.
  auto operator<=>(const Treatment&) const = default;
};

// The loss that the pruning is trained with; none when nothing is trained for it.
std::optional<stage::Loss> PruningLoss(const Treatment& treatment);

// Why nobody would do that, as "what: why"; empty when there is a sense to it.
std::string ReasonToExclude(const Treatment& treatment);

// Without what does not apply to its method: whatever differs in nothing else is the same treatment.
Treatment Normalised(Treatment treatment);

}  // namespace srnet::planning
