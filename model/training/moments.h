// The first and second moments of the optimiser, one pair of zero-initialised tensors for each trained
// tensor.
//
// One thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/checkpoint/safetensors_writer.h"

namespace srnet::training {

// A trained tensor and the name it has in a resume checkpoint.
using checkpoint::NamedTensor;

struct Moments {
  std::vector<at::Tensor> first;
  std::vector<at::Tensor> second;

  static Moments ZerosLike(const std::vector<at::Tensor>& tensors);
  void Reset();
  // Appends "first_moment/<name>" and "second_moment/<name>" for each name, in the order of the tensors.
  void AppendTo(std::vector<NamedTensor>& state, const std::vector<std::string>& names) const;
  Status Restore(const checkpoint::SafetensorsReader& state, const std::vector<std::string>& names);
};

// DATA_LOSS unless `state` has a tensor of that name with the shape and dtype of `like`.
Status CheckTensor(const checkpoint::SafetensorsReader& state, const std::string& name,
                   const at::Tensor& like);

// Overwrites `into` with the tensor of that name. DATA_LOSS when it is missing or has another shape or dtype.
Status RestoreTensor(const checkpoint::SafetensorsReader& state, const std::string& name,
                     const at::Tensor& into);

}  // namespace srnet::training
