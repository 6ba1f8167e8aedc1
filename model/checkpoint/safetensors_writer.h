// Writes a safetensors file whose bytes are a pure function of its content.
//
// Tensors are laid out by dtype size, then name (as the reference implementation does, so that all are
// aligned), the header is sorted and padded to 8 bytes. Written beside the target, fsynced, renamed: a crash
// leaves the old file or the new one. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/status/status.h"

namespace srnet::checkpoint {

struct NamedTensor {
  std::string name;
  at::Tensor tensor;  // CPU, any strides, a dtype of safetensors_reader.h
};

// INVALID_ARGUMENT: a name given twice, or a dtype that has no place in the format. RESOURCE_EXHAUSTED: disk
// full.
Status WriteSafetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                        const std::map<std::string, std::string>& metadata = {});

}  // namespace srnet::checkpoint
