// Fine-tuning a subnetwork in isolation: the weights that a mask keeps are trained, and all that no mask is
// about; pruned ones see a gradient of 0 and stay 0.
//
//   W <- W * m at the start          dL/dW * m in every update (prune/alive_update.h)
//
// "A Win-win Deal" (NeurIPS 2022), section 3.1: the product is a checkpoint with zeros where the mask has
// them. One thread.
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
  SubnetworkModel(encoder::Weights weights, const prune::CodedTensors& masks, const ClippingRule& clipping);
  SubnetworkModel(const SubnetworkModel&) = delete;
  SubnetworkModel& operator=(const SubnetworkModel&) = delete;

  const encoder::Weights& weights() const override { return weights_; }
  const std::vector<at::Tensor>& leaves() const override { return leaves_; }
  Status Apply(const std::vector<at::Tensor>& gradients, const Update& update) override;
  Status WriteProduct(const std::filesystem::path& path) const override;
  std::vector<checkpoint::NamedTensor> State() const override;
  Status Restore(const checkpoint::SafetensorsReader& state) override;

 protected:
  struct Trained {
    std::string name;
    encoder::MatrixKind kind = encoder::MatrixKind::kNone;
    at::Tensor leaf;
    at::Tensor levels;  // uint8 of the leaf's shape, 0 where it is alive; undefined where nothing is pruned.
  };

  const std::vector<Trained>& trained() const { return trained_; }
  void ZeroPruned() const;
  // Gives the parameter levels, all 0.
  void MakePrunable(std::size_t index);
  void RestartOptimiser() { moments_.Reset(); }

 private:
  encoder::Weights weights_;
  ClippingRule clipping_;
  std::vector<Trained> trained_;
  std::vector<std::string> names_;
  std::vector<at::Tensor> leaves_;
  Moments moments_;
};

}  // namespace srnet::training
