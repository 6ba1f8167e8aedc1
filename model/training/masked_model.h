// Mask training: scores over weights that never change, one for each entry of every prunable matrix or one
// for each attention head and feed-forward unit.
//
//   W_eff = W * [S > tau]        dL/dS = dL/dW_eff * W        see score_list.h and prune/mask_scores.h
//
// "A Win-win Deal" (NeurIPS 2022), section 3.3. The sparsity drifts in training and is restored at control
// points: just before each evaluation, and more often if a control interval says so. The drift is the curve
// "working_sparsity". The target of a control point is prune/gradual.h's, so between two of them it is a step
// function. The product is the bit-packed mask. One thread.
#pragma once

#include <string>
#include <vector>

#include "model/prune/mask_scores.h"
#include "model/prune/prunable.h"
#include "model/training/moments.h"
#include "model/training/score_list.h"
#include "model/training/trained_model.h"

namespace srnet::training {

struct MaskRule {
  double sparsity = 0.5;          // When the training ends.
  double initial_sparsity = 0.5;  // The same, or less: then it rises.
  std::int64_t total_steps = 1;
  std::int64_t control_interval = 0;  // Steps; 0: at evaluations alone.
  // A new best goes back to the initial sparsity and is saved there, as the authors' code does.
  bool reset_to_initial = false;
  stage::Initialisation initialisation = stage::Initialisation::kHard;
  prune::HardInitialisation hard = {};
  prune::Comparison comparison = prune::Comparison::kStrict;
  stage::Scope scope = stage::Scope::kPerMatrix;
  stage::Structure structure = stage::Structure::kWeights;
  std::int64_t head_size = 0;  // Of heads_and_units.
  prune::Prunable prunable = {};
  ClippingRule clipping = {};
};

class MaskedModel final : public TrainedModel {
 public:
  // `frozen` is read, never written, and kept. `drawn` are those of its parameters that were drawn at random
  // and so belong to the product.
  MaskedModel(const encoder::Weights& frozen, const MaskRule& rule, std::vector<NamedTensor> drawn = {});
  MaskedModel(const MaskedModel&) = delete;
  MaskedModel& operator=(const MaskedModel&) = delete;

  const encoder::Weights& weights() const override { return effective_; }
  const std::vector<at::Tensor>& leaves() const override { return leaves_; }
  Status Apply(const std::vector<at::Tensor>& gradients, const Update& update) override;
  void EndStep(std::int64_t steps_done) override;
  std::vector<Measurement> PrepareEvaluation(std::int64_t steps_done) override;
  void OnNewBest() override;
  Status WriteProduct(const std::filesystem::path& path) const override;
  std::vector<checkpoint::NamedTensor> State() const override;
  Status Restore(const checkpoint::SafetensorsReader& state) override;

 private:
  void AddMatrices();
  void AddLists();
  void Initialise();
  void Control(std::int64_t steps_done);
  void ReachSparsity(double sparsity);
  void WriteEffective(const ScoreList& list);
  double WorkingSparsity() const;

  MaskRule rule_;
  encoder::Weights effective_;  // Shares all but the masked matrices with `frozen`.
  std::vector<NamedTensor> drawn_;
  std::vector<MaskedMatrix> matrices_;
  std::vector<at::Tensor> leaves_;
  std::vector<ScoreList> lists_;
  std::vector<std::vector<std::size_t>> pools_;  // Lists that share a sparsity and a threshold.
  std::vector<std::string> names_;               // Of the lists.
  Moments moments_;
};

}  // namespace srnet::training
