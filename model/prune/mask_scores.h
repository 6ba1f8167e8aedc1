// Mask scores: two initialisations, the threshold, and the fused training pass.
//
//   W_eff = W * [S > tau]            forward; strict, so the k-th smallest score itself is pruned
//   dL/dS = dL/dW_eff * W            straight-through, for every entry, also for pruned ones;
//                                    tau has no gradient
//
// "A Win-win Deal" (NeurIPS 2022), section 3.3, which writes S >= tau; its authors' code is strict. The
// inclusive comparison is the strict one with the float just below tau, so there is one kernel. W is frozen;
// S, tau and the moments are float32: the gap between kept and pruned scores is 0.02 and the steps are 5e-5,
// below bfloat16's spacing there. Spans have one length each. Results do not depend on the number of threads;
// the caller's thread, work spread over LibTorch's pool.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/optim/adamw.h"

namespace srnet::prune {

enum class Comparison { kStrict, kInclusive };

// The tau with which the strict comparison does what `comparison` says of `threshold`. Subnormal numbers
// count as zero, as they do where the processor flushes them.
float StrictThreshold(float threshold, Comparison comparison);

struct HardInitialisation {
  double threshold = 0.01;       // phi, the first tau
  double kept_score_factor = 2;  // alpha
};

// The matrices that share one threshold: one, or all of them.
struct ScoredMatrix {
  std::span<const float> weight;
  std::span<float> scores;
};

// Hard: S = 0 for the floor(n s) entries of smallest |W| together (tie rule in magnitude.h) and alpha * phi
// for the others. Returns tau = phi.
float InitialiseHard(std::span<const ScoredMatrix> matrices, double sparsity,
                     const HardInitialisation& initialisation);

// Soft: S = |W|. Returns tau = the floor(n s)-th smallest of them, -infinity for none.
float InitialiseSoft(std::span<const ScoredMatrix> matrices, double sparsity);

// The threshold of a target: the k-th smallest score of all, k = floor(n s); -infinity for k = 0. Nothing
// when it equals the maximum score, for then everything would be pruned: the old threshold stays.
std::optional<float> ThresholdOf(std::span<const std::span<const float>> scores, double sparsity);

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
