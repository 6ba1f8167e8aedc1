// Iterative magnitude pruning: prune, train a segment, prune again, with the weights carried on.
//
//   at the first step of segment n = 1, 2, ...: remove 1 / (segments - n + 1) of the remaining entries of
//   each matrix, smallest |w| first; then train everything that is left with a new optimiser
//
// "A Win-win Deal" (NeurIPS 2022), section 3.2. Prunable are the six matrices of each layer and the pooler;
// the classifier, embeddings, biases and LayerNorms stay dense and are trained throughout. Pruned entries are
// 0 from then on. The product of a segment is its checkpoint; the levels say for each entry which pruning
// took it. One thread.
#pragma once

#include <string>
#include <vector>

#include "model/training/moments.h"
#include "model/training/trained_model.h"

namespace srnet::training {

struct LadderRule {
  std::int64_t segments = 10;
  std::int64_t segment_steps = 1;
  ClippingRule clipping;
};

class PrunedModel final : public TrainedModel {
 public:
  // Takes the weights over and trains them in place: nobody else may hold their storage.
  PrunedModel(encoder::Weights weights, const LadderRule& rule);
  PrunedModel(const PrunedModel&) = delete;
  PrunedModel& operator=(const PrunedModel&) = delete;

  const encoder::Weights& weights() const override { return weights_; }
  const std::vector<at::Tensor>& leaves() const override { return leaves_; }
  void BeginStep(std::int64_t steps_done) override;
  Status Apply(const std::vector<at::Tensor>& gradients, const Update& update) override;
  Status WriteProduct(const std::filesystem::path& path) const override;
  std::vector<checkpoint::NamedTensor> State() const override;
  Status Restore(const checkpoint::SafetensorsReader& state) override;

  // The level index of all prunings so far (prune/coded_tensors.h).
  Status WriteLevels(const std::filesystem::path& path) const;

 private:
  void Prune(std::uint8_t level);

  encoder::Weights weights_;
  LadderRule rule_;
  std::vector<std::string> names_;
  std::vector<at::Tensor> leaves_;
  std::vector<at::Tensor> levels_;  // uint8 of the leaf's shape; undefined where the leaf is not prunable.
  Moments moments_;
};

}  // namespace srnet::training
