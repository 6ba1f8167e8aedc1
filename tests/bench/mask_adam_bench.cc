// How close the GPU's pass over mask scores comes to the bandwidth of the memory: bytes_per_second counts the
// 30 bytes a score of model/kernels/cuda/mask_adam.h, of_peak is its share of what the device's clock and bus
// width allow. Built by the preset cuda; without a device it says so.
//
// As many copies of a matrix as a step of a whole network has memory, so that caches do not help, one launch
// each. Time is the device's own, between events around all launches.
#include <benchmark/benchmark.h>
#include <cuda_runtime_api.h>

#include <memory>
#include <vector>

#include "model/kernels/cuda/mask_adam.h"
#include "model/optim/adamw.h"
#include "tests/model/kernels/cuda/device_array.h"

namespace srnet::kernels::cuda {
namespace {

constexpr std::int64_t kNetworkScores = 85'526'784;  // BERT-base: encoder, pooler, classifier.

// Bytes a second; two transfers a clock.
double PeakBandwidth() {
  int kilohertz = 0, bits = 0;
  Check(cudaDeviceGetAttribute(&kilohertz, cudaDevAttrMemoryClockRate, 0));
  Check(cudaDeviceGetAttribute(&bits, cudaDevAttrGlobalMemoryBusWidth, 0));
  return 2e3 * kilohertz * bits / 8;
}

// A matrix on the device, its values all alike.
class Matrix {
 public:
  explicit Matrix(std::int64_t size)
      : size_(size),
        bfloat16_(std::vector<BFloat16>(3 * Rounded(size), BFloat16{0x3c00})),
        float32_(std::vector<float>(3 * Rounded(size), 0.0078125f)),
        scalars_({0.01f, 1e-7f, 1.0f}) {}

  MaskAdam Step() const {
    const std::size_t stride = Rounded(size_);
    const optim::AdamwCoefficients c = optim::CoefficientsOf({}, 5e-5, 1, 1);
    return {.size = size_,
            .weight = bfloat16_.data(),
            .effective_gradient = bfloat16_.data() + stride,
            .scores = float32_.data(),
            .first_moment = float32_.data() + stride,
            .second_moment = float32_.data() + 2 * stride,
            .effective = bfloat16_.data() + 2 * stride,
            .threshold = scalars_.data(),
            .step_size = scalars_.data() + 1,
            .gradient_scale = scalars_.data() + 2,
            .beta1 = c.beta1,
            .one_minus_beta1 = c.one_minus_beta1,
            .beta2 = c.beta2,
            .one_minus_beta2 = c.one_minus_beta2,
            .epsilon = c.epsilon};
  }

 private:
  // Each array starts at a multiple of 16 bytes.
  static std::size_t Rounded(std::int64_t size) { return static_cast<std::size_t>((size + 7) / 8 * 8); }

  std::int64_t size_;
  DeviceArray<BFloat16> bfloat16_;
  DeviceArray<float> float32_;
  DeviceArray<float> scalars_;
};

void BM_MaskAdam(benchmark::State& state) {
  if (const auto why = WhyNoDevice()) {
    state.SkipWithError(why->c_str());
    return;
  }
  const std::int64_t size = state.range(0);
  std::vector<std::unique_ptr<Matrix>> matrices;
  while (static_cast<std::int64_t>(matrices.size()) * size < kNetworkScores) {
    matrices.push_back(std::make_unique<Matrix>(size));
  }
  cudaEvent_t begin = nullptr, end = nullptr;
  Check(cudaEventCreate(&begin));
  Check(cudaEventCreate(&end));
  for (auto _ : state) {
    Check(cudaEventRecord(begin, nullptr));
    for (const auto& matrix : matrices) {
      Check(static_cast<cudaError_t>(LaunchMaskAdam(matrix->Step(), nullptr)));
    }
    Check(cudaEventRecord(end, nullptr));
    Check(cudaEventSynchronize(end));
    float milliseconds = 0;
    Check(cudaEventElapsedTime(&milliseconds, begin, end));
    state.SetIterationTime(static_cast<double>(milliseconds) / 1e3);
  }
  Check(cudaEventDestroy(begin));
  Check(cudaEventDestroy(end));
  const std::int64_t bytes = static_cast<std::int64_t>(matrices.size()) * size * kMaskAdamBytes;
  state.SetBytesProcessed(state.iterations() * bytes);
  state.counters["of_peak"] = benchmark::Counter(
      static_cast<double>(state.iterations() * bytes) / PeakBandwidth(), benchmark::Counter::kIsRate);
}
// A square matrix, a feed-forward matrix, and one as large as all of them.
BENCHMARK(BM_MaskAdam)->Arg(768 * 768)->Arg(3072 * 768)->Arg(kNetworkScores)->UseManualTime();

}  // namespace
}  // namespace srnet::kernels::cuda

BENCHMARK_MAIN();
