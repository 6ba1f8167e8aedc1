// Multi-head scaled dot-product attention within each packed sequence, the one place where token states mix.
//
//   O_h = D(softmax(Q_h K_h^T / sqrt(d_h))) V_h        Vaswani et al. 2017, eq. (1); D is dropout
//
// Shapes: T tokens in all, B sequences, H heads, d = H d_h. A token sees the tokens of its own sequence,
// nothing else. Returns [T, d] in the dtype of `projected`.
//   projected  [T, 3 d] float32 or bfloat16: query, key, value side by side, biases added
//   offsets    [B + 1] int32, rising from 0 to T
// Probabilities are never stored: backward recomputes them from one log-sum-exp per row and head.
// Differentiable once. Throws c10::Error when shapes or dtypes disagree. Any thread; parallel over sequences
// and heads, the same bits for any number of threads.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "model/kernels/dropout.h"

namespace srnet::attention {

at::Tensor PackedAttention(const at::Tensor& projected, const at::Tensor& offsets, std::int64_t heads,
                           const kernels::DropoutSite& probabilities_dropout);

// The rows of PackedAttention that belong to the first token of each sequence, [B, d], with the same draws of
// dropout. For a last layer of which nothing else is read.
//   query      [B, d], of the first tokens
//   key_value  [T, 2 d], of all tokens: key and value side by side
at::Tensor FirstTokenAttention(const at::Tensor& query, const at::Tensor& key_value,
                               const at::Tensor& offsets, std::int64_t heads,
                               const kernels::DropoutSite& probabilities_dropout);

}  // namespace srnet::attention
