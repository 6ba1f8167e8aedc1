// Memory of the current CUDA device for tests and benchmarks: filled from a vector, read back into one.
//
// Whatever CUDA refuses ends the program with CUDA's words. One thread.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "common/status/status.h"

namespace srnet::kernels::cuda {

inline void Check(cudaError_t error) {
  if (error != cudaSuccess) std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(error));
  SRNET_CHECK(error == cudaSuccess);
}

// Nothing when the kernels can run here.
inline std::optional<std::string> WhyNoDevice() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess) return std::string("no CUDA device: ") + cudaGetErrorString(error);
  if (count == 0) return "no CUDA device";
  int major = 0;
  Check(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0));
  if (major < 8) return "the CUDA device has compute capability " + std::to_string(major) + ", 8 is needed";
  return std::nullopt;
}

template <typename T>
class DeviceArray {
 public:
  explicit DeviceArray(const std::vector<T>& values) : size_(values.size()) {
    Check(cudaMalloc(reinterpret_cast<void**>(&data_), bytes()));
    Check(cudaMemcpy(data_, values.data(), bytes(), cudaMemcpyHostToDevice));
    // The copy may still be on its way, and streams of the callers do not wait for it by themselves.
    Check(cudaDeviceSynchronize());
  }
  ~DeviceArray() { cudaFree(data_); }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  T* data() const { return data_; }

  // After everything on the device is done.
  std::vector<T> Read() const {
    std::vector<T> values(size_);
    Check(cudaDeviceSynchronize());
    Check(cudaMemcpy(values.data(), data_, bytes(), cudaMemcpyDeviceToHost));
    return values;
  }

 private:
  std::size_t bytes() const { return size_ * sizeof(T); }

  std::size_t size_;
  T* data_ = nullptr;
};

}  // namespace srnet::kernels::cuda
