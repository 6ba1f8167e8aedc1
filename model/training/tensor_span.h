// The memory of a contiguous float32 or uint8 tensor on the CPU, for the fused passes of optim/ and prune/.
//
// The span lives as long as the tensor's storage. Throws c10::Error for another dtype or layout.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace srnet::training {

inline std::span<float> FloatSpan(const at::Tensor& tensor) {
  TORCH_CHECK(tensor.is_contiguous(), "the tensor is not contiguous");
  return {tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

inline std::span<std::uint8_t> ByteSpan(const at::Tensor& tensor) {
  TORCH_CHECK(tensor.is_contiguous(), "the tensor is not contiguous");
  return {tensor.mutable_data_ptr<std::uint8_t>(), static_cast<std::size_t>(tensor.numel())};
}

}  // namespace srnet::training
