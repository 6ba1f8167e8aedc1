// One training step of the mask scores of a matrix on a GPU, as one pass over memory.
//
//   g = dL/dW_eff * W * gradient_scale        straight-through, every entry; the scale is the clipping factor
//   m <- b1 m + (1 - b1) g        v <- b2 v + (1 - b2) g^2
//   S <- S - step_size * m / (sqrt(v) + eps)        eps beside the uncorrected sqrt(v): see optim/adamw.h
//   W_eff <- W * [S > tau]
//
// "A Win-win Deal" (NeurIPS 2022), section 3.3. W, dL/dW_eff and W_eff are bfloat16, S and the moments
// float32. A score moves 30 bytes: 16 read (W, dL/dW_eff, S, m, v), 14 written (S, m, v, W_eff).
//
// What it computes is defined on the CPU by prune/mask_adam_twin.h. Both round each operation alone, to
// nearest and with subnormal numbers, so they should agree bit for bit where all values are finite. The
// kernel has been compiled, not run: no device has shown this yet, nor any speed.
#pragma once

#include <cstdint>

#include "model/kernels/bfloat16.h"

struct CUstream_st;  // cudaStream_t points to it.

namespace srnet::kernels::cuda {

// Memory of the device (of the host, for the twin). The arrays have `size` elements, start at a multiple of
// 16 bytes, as every allocation does, and do not overlap.
struct MaskAdam {
  std::int64_t size = 0;
  const BFloat16* weight = nullptr;              // W
  const BFloat16* effective_gradient = nullptr;  // dL/dW_eff
  float* scores = nullptr;                       // S
  float* first_moment = nullptr;                 // m
  float* second_moment = nullptr;                // v
  BFloat16* effective = nullptr;                 // W_eff, rewritten

  // One float each, read by the kernel itself: no step has to wait until the host knows them.
  const float* threshold = nullptr;       // tau
  const float* step_size = nullptr;       // lr sqrt(1 - b2^t) / (1 - b1^t)
  const float* gradient_scale = nullptr;  // optim::ClipFactor; NaN and 0 are the caller's to report.

  float beta1 = 0;
  float one_minus_beta1 = 0;
  float beta2 = 0;
  float one_minus_beta2 = 0;
  float epsilon = 0;
};

// Read and written for one score.
inline constexpr std::int64_t kMaskAdamBytes = 30;

// Puts the step on the stream and returns without waiting. The result is CUDA's error code (a cudaError_t), 0
// for none; cudaErrorMisalignedAddress when an array starts elsewhere than said, and then nothing was
// started. Any thread.
int LaunchMaskAdam(const MaskAdam& step, CUstream_st* stream);

}  // namespace srnet::kernels::cuda
