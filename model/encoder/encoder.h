// BERT or RoBERTa as a classifier: from packed token ids to one row of logits per sequence.
//
//   x_0 = Dropout(LayerNorm(word + position + segment))
//   a   = LayerNorm(x + Dropout(Attention(x W_q, x W_k, x W_v) W_ao))    Devlin et al. 2019; post-LayerNorm
//   x'  = LayerNorm(a + Dropout(GELU(a W_i) W_o))                        as in Vaswani et al. 2017,
//   z   = Dropout(tanh(x_L[first token] W_p)) W_c                        section 3.1
//                                                                        (each product also adds its bias)
//
// RoBERTa reads its tables and drops out in its head as said at Family (bert_config.h).
//
// Dropout sits on embeddings, attention probabilities, attention output, FFN output and pooled output; every
// site draws from its own counter-based stream, so a step is a pure function of (weights, batch, dropout,
// precision).
#pragma once

#include <ATen/core/Tensor.h>

#include "model/encoder/bert_config.h"
#include "model/encoder/packed_batch.h"
#include "model/encoder/precision.h"
#include "model/encoder/weights.h"
#include "model/kernels/dropout.h"

namespace srnet::encoder {

using kernels::Dropout;

// Returns logits [B, K] float32.
//
// Differentiable once, by autograd, with respect to whichever tensors of `weights` have requires_grad; the
// work for the others is not done, and nothing at all is kept for backward under at::NoGradGuard. Gradients
// are float32 of the parameter's shape (dense, also for embeddings). Ids must be valid (see
// Validate(PackedBatch)). Throws c10::Error when shapes or dtypes disagree. Any thread; uses Torch's intra-op
// threads.
at::Tensor Logits(const Weights& weights, const BertConfig& config, const PackedBatch& batch,
                  const Dropout& dropout, Precision precision = Precision::kFloat32);

}  // namespace srnet::encoder
