// Mask training: one score for each entry of every prunable matrix, over weights that never change.
//
//   W_eff = W * [S > tau]        dL/dS = dL/dW_eff * W        see prune/mask_scores.h
//
// "A Win-win Deal" (NeurIPS 2022), section 3.3. Prunable are the six matrices of each layer, pooler and
// classifier. The sparsity drifts between evaluations and is restored just before each: that drift is the
// curve "working_sparsity". The product is the bit-packed mask. One thread.
#pragma once

#include <string>
#include <vector>

#include "model/prune/mask_scores.h"
#include "model/training/moments.h"
#include "model/training/trained_model.h"

namespace srnet::training {

struct MaskRule {
  double sparsity = 0.5;  // Of each matrix.
  prune::HardInitialisation initialisation;
  ClippingRule clipping;
};

class MaskedModel final : public TrainedModel {
 public:
  // `frozen` is read, never written, and kept.
  MaskedModel(const encoder::Weights& frozen, const MaskRule& rule);
  MaskedModel(const MaskedModel&) = delete;
  MaskedModel& operator=(const MaskedModel&) = delete;

  const encoder::Weights& weights() const override { return effective_; }
  const std::vector<at::Tensor>& leaves() const override { return leaves_; }
  Status Apply(const std::vector<at::Tensor>& gradients, const Update& update) override;
  std::vector<Measurement> PrepareEvaluation() override;
  Status WriteProduct(const std::filesystem::path& path) const override;
  std::vector<checkpoint::NamedTensor> State() const override;
  Status Restore(const checkpoint::SafetensorsReader& state) override;

 private:
  struct Matrix {
    at::Tensor weight;     // Frozen.
    at::Tensor scores;     // float32, of the shape of the weight.
    at::Tensor threshold;  // float32 scalar: tau.
    float tau() const { return threshold.item<float>(); }
  };
  void WriteEffective(std::size_t index);

  MaskRule rule_;
  encoder::Weights effective_;  // Shares all but the prunable matrices with `frozen`.
  std::vector<std::string> names_;
  std::vector<Matrix> matrices_;
  std::vector<at::Tensor> leaves_;  // W_eff of each matrix.
  Moments moments_;
};

}  // namespace srnet::training
