// How each half of a layer ends: a product, its bias, dropout, the residual and LayerNorm.
//
//   y = LayerNorm(r + D(x W^T + b))              Vaswani et al. 2017, section 3.1 and 5.4
//
// x [T, in] and r [T, d] float32 or bfloat16 -> [T, d] in the same type. Differentiable once in x, r and in
// the parameters that have requires_grad.
#pragma once

#include <ATen/core/Tensor.h>

#include "model/encoder/weights.h"
#include "model/kernels/dropout.h"

namespace srnet::encoder {

at::Tensor ResidualProjection(const at::Tensor& x, const Linear& linear, const at::Tensor& residual,
                              const LayerNorm& norm, double epsilon, const kernels::DropoutSite& dropout);

}  // namespace srnet::encoder
