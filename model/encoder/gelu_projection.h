// The first half of the feed-forward block: a product, its bias and GELU.
//
//   y = GELU(x W^T + b)                  Vaswani et al. 2017, eq. (2), with GELU for ReLU
//                                        as in Devlin et al. 2019
//
// x [T, d] float32 or bfloat16 -> [T, f] in the same type. Differentiable once in x and in the parameters
// that have requires_grad.
#pragma once

#include <ATen/core/Tensor.h>

#include "model/encoder/weights.h"

namespace srnet::encoder {

at::Tensor GeluProjection(const at::Tensor& x, const Linear& linear);

}  // namespace srnet::encoder
