// Mask scores of one matrix: hard initialisation, the threshold, and the fused training pass.
//
//   W_eff = W * [S > tau]            forward; strict, so the k-th smallest score itself is pruned
//   dL/dS = dL/dW_eff * W            straight-through, for every entry, also for pruned ones;
//                                    tau has no gradient
//
// "A Win-win Deal" (NeurIPS 2022), section 3.3. W is frozen; S, tau and the moments are float32: the gap
// between kept and pruned scores is 0.02 and the steps are 5e-5, below bfloat16's spacing there. Spans have
// one length each. Results do not depend on the number of threads; the caller's thread, work spread over
// LibTorch's pool.
#pragma once

#include <cstdint>
#include <span>

#include "model/optim/adamw.h"

namespace srnet::prune {

struct HardInitialisation {
  double threshold = 0.01;       // phi, the first tau
  double kept_score_factor = 2;  // alpha
};

// S = 0 for the floor(n s) entries of smallest |W| (tie rule in magnitude.h) and alpha * phi for the others.
// Returns tau = phi.
float InitialiseScores(std::span<const float> weight, double sparsity,
                       const HardInitialisation& initialisation, std::span<float> scores);

// Restores the target: tau' = the k-th smallest score, k = floor(n s). Returns tau' unless it equals the
// maximum score (then everything would be pruned): in that case returns `threshold`. k = 0 returns -infinity.
float ResetThreshold(std::span<const float> scores, double sparsity, float threshold);

std::int64_t CountPruned(std::span<const float> scores, float threshold);

void WriteEffectiveWeight(std::span<const float> weight, std::span<const float> scores, float threshold,
                          std::span<float> effective);

struct MaskTensors {
  std::span<const float> weight;              // W
  std::span<const float> effective_gradient;  // dL/dW_eff
  std::span<float> scores;                    // S
  std::span<float> first_moment;
  std::span<float> second_moment;
  std::span<float> effective;  // W_eff, rewritten
};

// One pass: clip, dW_eff * W, AdamW on S, [S > tau], W_eff.
void UpdateScores(const MaskTensors& tensors, float threshold, const optim::AdamwCoefficients& coefficients);

}  // namespace srnet::prune
