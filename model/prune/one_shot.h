// Pruning once, without any training: the baselines of all pruning methods.
//
//   magnitude   the floor(n s) entries of smallest |w|; of heads and feed-forward units, those of smallest
//               root mean square
//   random      as many, chosen uniformly: the smallest of freshly drawn normal numbers
//
// n counts one matrix, or with a global scope all of them. Heads compete with heads and feed-forward units
// with feed-forward units: in their own layer, or with a global scope across layers. A pure function of
// weights and rule. Any thread.
#pragma once

#include <cstdint>

#include "common/stage/names.h"
#include "model/encoder/weights.h"
#include "model/prune/coded_tensors.h"
#include "model/prune/prunable.h"

namespace srnet::prune {

struct OneShotRule {
  stage::OneShotCriterion criterion = stage::OneShotCriterion::kMagnitude;
  double sparsity = 0.5;
  stage::Scope scope = stage::Scope::kPerMatrix;
  stage::Structure structure = stage::Structure::kWeights;
  std::uint64_t seed = 0;
  Prunable prunable = {};
  std::int64_t head_size = 0;  // Of heads_and_units.
};

// Masks by matrix name. The weights are not changed.
CodedTensors OneShotMasks(encoder::Weights& weights, const OneShotRule& rule);

}  // namespace srnet::prune
