// The three projections before attention as one product.
//
//   [Q | K | V] = x [W_q; W_k; W_v]^T + [b_q | b_k | b_v]        Vaswani et al. 2017, section 3.2.2
//
// x [T, d] float32 or bfloat16 -> [T, 3 d] in the same type. Differentiable once in x and in the parameters
// that have requires_grad; each matrix's gradient is its own product, so frozen ones cost nothing.
#pragma once

#include <ATen/core/Tensor.h>

#include "model/encoder/weights.h"

namespace srnet::encoder {

at::Tensor QueryKeyValue(const at::Tensor& x, const Linear& query, const Linear& key, const Linear& value);

// The last two of them side by side, [T, 2 d], and the first one, [T, d], each of its own x.
at::Tensor KeyValue(const at::Tensor& x, const Linear& key, const Linear& value);
at::Tensor Query(const at::Tensor& x, const Linear& query);

}  // namespace srnet::encoder
