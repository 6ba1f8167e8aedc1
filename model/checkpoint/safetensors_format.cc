#include "model/checkpoint/safetensors_format.h"

#include <array>
#include <cstddef>

namespace srnet::checkpoint {
namespace {

// In the order of safetensors::Dtype.
constexpr std::array<at::ScalarType, 8> kTypes = {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16,
                                                  at::kLong,   at::kInt,   at::kByte, at::kBool};

}  // namespace

at::ScalarType ScalarTypeOf(safetensors::Dtype dtype) { return kTypes[static_cast<std::size_t>(dtype)]; }

std::optional<safetensors::Dtype> DtypeOf(at::ScalarType type) {
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes[i] == type) return static_cast<safetensors::Dtype>(i);
  }
  return std::nullopt;
}

}  // namespace srnet::checkpoint
