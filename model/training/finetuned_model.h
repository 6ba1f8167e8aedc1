// Fine-tuning: every parameter is trained with AdamW. The product is a checkpoint under Hugging Face names.
#pragma once

#include <string>
#include <vector>

#include "model/training/moments.h"
#include "model/training/trained_model.h"

namespace srnet::training {

class FinetunedModel final : public TrainedModel {
 public:
  // Takes the weights over and trains them in place: nobody else may hold their storage.
  FinetunedModel(encoder::Weights weights, const ClippingRule& clipping);
  FinetunedModel(const FinetunedModel&) = delete;
  FinetunedModel& operator=(const FinetunedModel&) = delete;

  const encoder::Weights& weights() const override { return weights_; }
  const std::vector<at::Tensor>& leaves() const override { return leaves_; }
  Status Apply(const std::vector<at::Tensor>& gradients, const Update& update) override;
  Status WriteProduct(const std::filesystem::path& path) const override;
  std::vector<checkpoint::NamedTensor> State() const override;
  Status Restore(const checkpoint::SafetensorsReader& state) override;

 private:
  encoder::Weights weights_;
  ClippingRule clipping_;
  std::vector<std::string> names_;
  std::vector<at::Tensor> leaves_;
  Moments moments_;
};

}  // namespace srnet::training
