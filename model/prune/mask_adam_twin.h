// What the GPU's pass over mask scores computes, on the CPU: UpdateScores of mask_scores.h with W, dL/dW_eff
// and W_eff in bfloat16. Widening them to float32 and narrowing W_eff back, which is W or 0, rounds nothing.
//
// All of `step` lies in the memory of the host; W and dL/dW_eff are finite. The caller's thread, work spread
// over LibTorch's pool.
#pragma once

#include "model/kernels/cuda/mask_adam.h"

namespace srnet::prune {

void MaskAdamTwin(const kernels::cuda::MaskAdam& step);

}  // namespace srnet::prune
