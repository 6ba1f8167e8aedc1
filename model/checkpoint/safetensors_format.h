// The number formats of safetensors files as Torch calls them. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

#include "model/safetensors/dtype.h"

namespace srnet::checkpoint {

at::ScalarType ScalarTypeOf(safetensors::Dtype dtype);

// Nothing for a type that has no place in a safetensors file here.
std::optional<safetensors::Dtype> DtypeOf(at::ScalarType type);

}  // namespace srnet::checkpoint
