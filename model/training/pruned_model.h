// Iterative magnitude pruning: prune, train a segment, prune again, with the weights carried on or rewound.
//
//   at the first step of segment n = 1, 2, ...: remove 1 / (segments - n + 1) of the remaining entries of
//   each matrix (or of all together), smallest |w| first; then train everything that is left with a new
//   optimiser
//
// "A Win-win Deal" (NeurIPS 2022), section 3.2. Embeddings, biases and LayerNorms stay dense and are trained
// throughout, as do pooler and classifier unless they are prunable. Pruned entries are 0 from then on. The
// levels say for each entry which pruning took it, so they hold the mask of every pruning.
//
// With rewinding every parameter but the classifier goes back to its first value after each pruning, bit for
// bit: what is sought is the mask, and the one of n segments has seen n - 1 of them. One thread.
#pragma once

#include <vector>

#include "model/prune/prunable.h"
#include "model/training/subnetwork_model.h"

namespace srnet::training {

struct LadderRule {
  std::int64_t segments = 10;
  std::int64_t segment_steps = 1;
  ClippingRule clipping = {};
  stage::Rewind rewind = stage::Rewind::kNone;
  stage::Scope scope = stage::Scope::kPerMatrix;
  prune::Prunable prunable = {.pooler = true, .classifier = false};
};

class PrunedModel final : public SubnetworkModel {
 public:
  // Takes the weights over and trains them in place: nobody else may hold their storage. With rewinding their
  // first values are kept in copies.
  PrunedModel(encoder::Weights weights, const LadderRule& rule);

  void BeginStep(std::int64_t steps_done) override;

  // The level index of all prunings so far (prune/coded_tensors.h).
  Status WriteLevels(const std::filesystem::path& path) const;

 private:
  void Prune(std::uint8_t level);
  void RewindWeights() const;

  LadderRule rule_;
  std::vector<at::Tensor> first_values_;  // Undefined where nothing goes back.
};

}  // namespace srnet::training
