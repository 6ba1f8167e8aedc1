// The training losses on logits, each fused with its gradient into one pass over the batch.
//
//   std   L = 1/B sum_i -log softmax(z_i)_{y_i}
//   poe   L = 1/B sum_i -log softmax(z_i + b_i)_{y_i}        "A Win-win Deal" (NeurIPS 2022), eq. (3)
//   dL/dz_ik = (softmax(z_i + b_i)_k - [k = y_i]) / B        with b = 0 for std
//
// b are the bias model's log-probabilities, constants; they act in training alone, a test uses z. Shapes: B
// rows, K classes.
//   logits                  [B, K] float32
//   labels                  [B] int64 in 0 .. K - 1
//   bias_log_probabilities  [B, K] float32, or undefined for std
// Returns the mean as a float32 scalar, differentiable once with respect to the logits. Sums run in double.
// Throws c10::Error when shapes, dtypes or labels disagree. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

namespace srnet::loss {

at::Tensor ClassificationLoss(const at::Tensor& logits, const at::Tensor& labels,
                              const at::Tensor& bias_log_probabilities = {});

}  // namespace srnet::loss
