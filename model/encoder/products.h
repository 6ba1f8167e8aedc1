// The matrix products of a linear layer in the storage type of its activations.
//
// Activations x [T, in] and their gradients g [T, out] are float32 or bfloat16; weights [out, in] arrive in
// that type too, and leave as float32 gradients. No product copies or transposes an operand: BLAS reads them
// in place.
#pragma once

#include <ATen/core/Tensor.h>

namespace srnet::encoder {

// A float32 parameter in the storage type of `activations`: itself, or a rounded copy.
at::Tensor InTypeOf(const at::Tensor& activations, const at::Tensor& parameter);

at::Tensor Project(const at::Tensor& x, const at::Tensor& weight);        // x W^T, [T, out]
at::Tensor InputGradient(const at::Tensor& g, const at::Tensor& weight);  // g W, [T, in]
at::Tensor WeightGradient(const at::Tensor& g, const at::Tensor& x);      // g^T x, [out, in] float32

}  // namespace srnet::encoder
