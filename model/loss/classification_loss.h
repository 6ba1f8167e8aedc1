// The training losses on logits, each fused with its gradient into one pass over the batch.
//
// With p = softmax(z), b the bias model's log-probabilities, beta = exp(b_y) its probability of the gold
// class and t the teacher's probabilities:
//
//   std       L = 1/B sum_i -log p_{i,y}
//   poe       L = 1/B sum_i -log softmax(z_i + b_i)_y                                          eq. (3)
//   reweight  L = sum_i w_i (-log p_{i,y}) / sum_i w_i    w = 1 - beta; or divided by B        eq. (4)
//   conf_reg  L = 1/B sum_i -sum_k s_ik log p_ik          s ~ t^(1 - beta), normalised over k  eq. (5)
//
// The equations are those of "A Win-win Deal" (NeurIPS 2022). The paper prints no divisor for reweight; its
// authors' code takes the sum of the weights. A batch whose weights are all 0 has the loss 0. b and t are
// constants; they act in training alone, a test uses z.
//
// All four are one form, L = sum_i c_i sum_k -s_ik log softmax(z_i + o_i)_k with sum_k s_ik = 1, so that
//
//   dL/dz_ik = c_i (softmax(z_i + o_i)_k - s_ik)
//
// Shapes: B rows, K classes.
//   logits  [B, K] float32        labels  [B] int64 in 0 .. K - 1        guides  [B, K] float32 each
// Returns a float32 scalar, differentiable once with respect to the logits. Sums run in double. Throws
// c10::Error when shapes, dtypes or labels disagree, or a guide that the loss needs is missing. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

#include "common/stage/names.h"

namespace srnet::loss {

struct LossRule {
  stage::Loss loss = stage::Loss::kStd;
  stage::ReweightDivisor divisor = stage::ReweightDivisor::kWeightSum;
};

// What other models say of each row: log-probabilities, normalised; undefined where no loss reads them.
struct Guides {
  at::Tensor bias = {};     // poe, reweight, conf_reg
  at::Tensor teacher = {};  // conf_reg
};

at::Tensor ClassificationLoss(const at::Tensor& logits, const at::Tensor& labels, const Guides& guides = {},
                              const LossRule& rule = {});

}  // namespace srnet::loss
