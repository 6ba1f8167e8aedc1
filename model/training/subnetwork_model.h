// Fine-tuning with AdamW: of the whole model, or of a subnetwork in isolation. The weights that a mask keeps
// are trained, and all that no mask is about; pruned ones see a gradient of 0 and stay 0.
//
//   W <- W * m at the start          dL/dW * m in every update (prune/alive_update.h)
//
// "A Win-win Deal" (NeurIPS 2022), section 3.1: the product is a checkpoint under Hugging Face names, with
// zeros where the mask has them. One thread.
#pragma once

#include <string>
#include <vector>

#include "model/prune/coded_tensors.h"
#include "model/training/moments.h"
#include "model/training/trained_model.h"

namespace srnet::training {

class SubnetworkModel : public TrainedModel {
 public:
  // Takes the weights over and trains them in place: nobody else may hold their storage. Every mask must fit
  // a matrix of the model (evaluation/apply_mask.h checks that); a matrix without a mask is dense.
  SubnetworkModel(encoder::Weights weights, const ClippingRule& clipping,
                  const prune::CodedTensors& masks = {});
  SubnetworkModel(const SubnetworkModel&) = delete;
  SubnetworkModel& operator=(const SubnetworkModel&) = delete;

  const encoder::Weights& weights() const override { return weights_; }
  const std::vector<at::Tensor>& leaves() const override { return leaves_; }
  Status Apply(const std::vector<at::Tensor>& gradients, const Update& update) override;
  Status WriteProduct(const std::filesystem::path& path) const override;
  std::vector<checkpoint::NamedTensor> State() const override;
  Status Restore(const checkpoint::SafetensorsReader& state) override;

 protected:
  // Of each leaf: its name, what matrix it is, and its levels: uint8 of its shape, 0 where it is alive;
  // undefined where nothing is pruned.
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<encoder::MatrixKind>& kinds() const { return kinds_; }
  const std::vector<at::Tensor>& levels() const { return levels_; }
  void ZeroPruned() const;
  // Gives the leaf levels, all 0.
  void MakePrunable(std::size_t index);
  void RestartOptimiser() { moments_.Reset(); }

 private:
  encoder::Weights weights_;
  ClippingRule clipping_;
  std::vector<std::string> names_;
  std::vector<encoder::MatrixKind> kinds_;
  std::vector<at::Tensor> leaves_;
  std::vector<at::Tensor> levels_;
  Moments moments_;
};

}  // namespace srnet::training
