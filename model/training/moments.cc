#include "model/training/moments.h"

#include <ATen/ATen.h>

#include <cstring>

#include "model/checkpoint/safetensors_format.h"

namespace srnet::training {

Moments Moments::ZerosLike(const std::vector<at::Tensor>& tensors) {
  Moments moments;
  for (const at::Tensor& tensor : tensors) {
    moments.first.push_back(at::zeros(tensor.sizes(), at::kFloat));
    moments.second.push_back(at::zeros(tensor.sizes(), at::kFloat));
  }
  return moments;
}

void Moments::Reset() {
  for (at::Tensor& tensor : first) tensor.zero_();
  for (at::Tensor& tensor : second) tensor.zero_();
}

void Moments::AppendTo(std::vector<NamedTensor>& state, const std::vector<std::string>& names) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    state.push_back({"first_moment/" + names[i], first[i]});
    state.push_back({"second_moment/" + names[i], second[i]});
  }
}

Status Moments::Restore(const checkpoint::SafetensorsReader& state, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "first_moment/" + names[i], first[i]));
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "second_moment/" + names[i], second[i]));
  }
  return absl::OkStatus();
}

Status CheckTensor(const checkpoint::SafetensorsReader& state, const std::string& name,
                   const at::Tensor& like) {
  const checkpoint::TensorEntry* entry = state.Find(name);
  if (entry == nullptr) return DataLoss("{}: has no tensor {}", state.path().native(), name);
  if (checkpoint::ScalarTypeOf(entry->dtype) != like.scalar_type() ||
      at::IntArrayRef(entry->shape) != like.sizes()) {
    return DataLoss("{}: tensor {} has another shape or dtype", state.path().native(), name);
  }
  return absl::OkStatus();
}

Status RestoreTensor(const checkpoint::SafetensorsReader& state, const std::string& name,
                     const at::Tensor& into) {
  SRNET_RETURN_IF_ERROR(CheckTensor(state, name, into));
  SRNET_ASSIGN_OR_RETURN(const at::Tensor tensor, state.Read(name));
  // Bytes, not values: a leaf that requires gradients accepts no in-place operation, and NaNs keep their
  // payload.
  std::memcpy(into.mutable_data_ptr(), tensor.const_data_ptr(), tensor.nbytes());
  return absl::OkStatus();
}

}  // namespace srnet::training
