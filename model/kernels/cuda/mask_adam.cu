#include <cuda_runtime.h>

#include "model/kernels/cuda/mask_adam.h"

namespace srnet::kernels::cuda {
namespace {

constexpr int kVector = 4;  // Elements of a thread: 16 bytes of float32, 8 of bfloat16.
constexpr int kThreads = 256;

template <typename T>
struct alignas(kVector * sizeof(T)) Vector {
  T of[kVector];
};

template <typename T>
__device__ Vector<T> LoadVector(const T* source) {
  return *reinterpret_cast<const Vector<T>*>(source);
}

template <typename T>
__device__ void StoreVector(const Vector<T>& value, T* target) {
  *reinterpret_cast<Vector<T>*>(target) = value;
}

__device__ float Widen(BFloat16 value) {
  return __uint_as_float(static_cast<std::uint32_t>(value.bits) << 16);
}

// What all elements share, in registers.
struct Shared {
  float threshold, step_size, gradient_scale;
};

// Compiled without fused multiply-add, so that it rounds as the loops on the CPU do.
__device__ BFloat16 UpdateOne(const MaskAdam& step, const Shared& shared, BFloat16 weight, BFloat16 gradient,
                              float& score, float& first_moment, float& second_moment) {
  const float g = (Widen(gradient) * Widen(weight)) * shared.gradient_scale;
  first_moment = step.beta1 * first_moment + step.one_minus_beta1 * g;
  second_moment = step.beta2 * second_moment + step.one_minus_beta2 * (g * g);
  score = score - shared.step_size * (first_moment / (sqrtf(second_moment) + step.epsilon));
  return score > shared.threshold ? weight : BFloat16{0};
}

__device__ void UpdateVector(const MaskAdam& step, const Shared& shared, std::int64_t begin) {
  const Vector<BFloat16> weight = LoadVector(step.weight + begin);
  const Vector<BFloat16> gradient = LoadVector(step.effective_gradient + begin);
  Vector<float> score = LoadVector(step.scores + begin);
  Vector<float> first_moment = LoadVector(step.first_moment + begin);
  Vector<float> second_moment = LoadVector(step.second_moment + begin);
  Vector<BFloat16> effective;
#pragma unroll
  for (int i = 0; i < kVector; ++i) {
    effective.of[i] = UpdateOne(step, shared, weight.of[i], gradient.of[i], score.of[i], first_moment.of[i],
                                second_moment.of[i]);
  }
  StoreVector(score, step.scores + begin);
  StoreVector(first_moment, step.first_moment + begin);
  StoreVector(second_moment, step.second_moment + begin);
  StoreVector(effective, step.effective + begin);
}

// One thread a vector; that of the last one takes the elements that do not fill it one by one.
__global__ void __launch_bounds__(kThreads) MaskAdamKernel(const MaskAdam step) {
  const std::int64_t begin = (static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x) * kVector;
  if (begin >= step.size) return;
  const Shared shared{*step.threshold, *step.step_size, *step.gradient_scale};
  if (begin + kVector <= step.size) {
    UpdateVector(step, shared, begin);
    return;
  }
  for (std::int64_t i = begin; i < step.size; ++i) {
    step.effective[i] = UpdateOne(step, shared, step.weight[i], step.effective_gradient[i], step.scores[i],
                                  step.first_moment[i], step.second_moment[i]);
  }
}

bool Aligned(const void* pointer) { return reinterpret_cast<std::uintptr_t>(pointer) % 16 == 0; }

}  // namespace

int LaunchMaskAdam(const MaskAdam& step, CUstream_st* stream) {
  if (step.size == 0) return cudaSuccess;
  if (!Aligned(step.weight) || !Aligned(step.effective_gradient) || !Aligned(step.scores) ||
      !Aligned(step.first_moment) || !Aligned(step.second_moment) || !Aligned(step.effective)) {
    return cudaErrorMisalignedAddress;
  }
  constexpr std::int64_t kBlock = kThreads * kVector;
  const auto blocks = static_cast<unsigned>((step.size + kBlock - 1) / kBlock);
  MaskAdamKernel<<<blocks, kThreads, 0, stream>>>(step);
  return cudaGetLastError();
}

}  // namespace srnet::kernels::cuda
