// From ids to the first layer's input: word + position + segment, LayerNorm, dropout.
//
//   y_t = D(LayerNorm(words[token_t] + positions[position_t] + segments[segment_t]))
//                                                                                Devlin et al. 2019, fig. 2
//
// Returns [T, d] in `storage` (float32 or bfloat16). Differentiable once in the tables and the LayerNorm that
// have requires_grad; a table's gradient is dense, zero outside the rows used.
#pragma once

#include <ATen/core/Tensor.h>

#include "model/encoder/packed_batch.h"
#include "model/encoder/weights.h"
#include "model/kernels/dropout.h"

namespace srnet::encoder {

at::Tensor EmbeddingSum(const Embeddings& embeddings, const PackedBatch& batch, double epsilon,
                        const kernels::DropoutSite& dropout, at::ScalarType storage);

}  // namespace srnet::encoder
