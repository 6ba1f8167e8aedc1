// What a training loop trains: a BERT or RoBERTa whose forward pass is given, and a rule for what an update
// changes.
//
// Three kinds exist: all weights or the alive ones of a fixed subnetwork (subnetwork_model.h), those of a
// ladder of prunings (pruned_model.h), and mask scores over frozen weights (masked_model.h). The loop knows
// none of them. One thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/checkpoint/safetensors_writer.h"
#include "model/encoder/weights.h"

namespace srnet::training {

// One number about the model at some step. `set` is the evaluation set, empty for the model itself.
struct Measurement {
  std::string set;
  std::string metric;
  double value = 0;
};

struct Update {
  std::int64_t number = 1;  // Since the optimiser was created, from 1.
  double learning_rate = 0;
};

struct ClippingRule {
  stage::Clip clip = stage::Clip::kGlobal;
  double max_norm = 1;
};

class TrainedModel {
 public:
  virtual ~TrainedModel() = default;

  virtual const encoder::Weights& weights() const = 0;

  // The tensors whose gradients Apply takes, in its order. They require gradients.
  virtual const std::vector<at::Tensor>& leaves() const = 0;

  // Called before the step that makes `steps_done` one more.
  virtual void BeginStep(std::int64_t /*steps_done*/) {}

  // ABORTED when the norm of the gradients is not finite; nothing has changed then.
  virtual Status Apply(const std::vector<at::Tensor>& gradients, const Update& update) = 0;

  // Called after a step that no evaluation follows, when `steps_done` are.
  virtual void EndStep(std::int64_t /*steps_done*/) {}

  // Called before an evaluation; what it finds out belongs to the curves.
  virtual std::vector<Measurement> PrepareEvaluation(std::int64_t /*steps_done*/) { return {}; }

  // Called when an evaluation was better than all before, before the product is written.
  virtual void OnNewBest() {}

  // Writes what the stage is for, as it is now. Atomic, deterministic bytes.
  virtual Status WriteProduct(const std::filesystem::path& path) const = 0;

  // Everything that changes during training, by name, sharing storage; and back again, bit for bit. A missing
  // tensor or another shape is DATA_LOSS.
  virtual std::vector<checkpoint::NamedTensor> State() const = 0;
  virtual Status Restore(const checkpoint::SafetensorsReader& state) = 0;
};

}  // namespace srnet::training
