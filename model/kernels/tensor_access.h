// How Torch tensors reach the kernels, which take plain pointers, and how a dropout site is kept for
// backward.
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/kernels/bfloat16.h"
#include "model/kernels/dropout.h"

namespace srnet::kernels {

// Calls body(T{}) with the kernels' storage type of this tensor. Throws c10::Error for another dtype than
// float32 and bfloat16.
template <typename Body>
void ForStorage(const at::Tensor& tensor, const Body& body) {
  if (tensor.scalar_type() == at::kFloat) return body(float{});
  TORCH_CHECK(tensor.scalar_type() == at::kBFloat16, "expected float32 or bfloat16, not ",
              tensor.scalar_type());
  body(BFloat16{});
}

// The elements of a contiguous tensor; null for an undefined one. T must match the dtype's size.
template <typename T>
const T* ReadPointer(const at::Tensor& tensor) {
  return tensor.defined() ? static_cast<const T*>(tensor.const_data_ptr()) : nullptr;
}

template <typename T>
T* WritePointer(const at::Tensor& tensor) {
  return tensor.defined() ? static_cast<T*>(tensor.mutable_data_ptr()) : nullptr;
}

void SaveSite(torch::autograd::AutogradContext* context, const DropoutSite& site);
DropoutSite SavedSite(torch::autograd::AutogradContext* context);

}  // namespace srnet::kernels
