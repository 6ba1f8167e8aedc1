// Reads a safetensors file into tensors.
//
// The file is mapped, and its header believed only after every claim is checked against the file's size: a
// truncated, padded, overlapping or lying file is INVALID_ARGUMENT with the path, the tensor and the reason,
// at a cost bounded by the size of the file. Dtypes: F64 F32 F16 BF16 I64 I32 U8 BOOL. Any thread may read
// one open file.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/files/mapped_file.h"
#include "common/status/status.h"
#include "model/safetensors/header.h"

namespace srnet::checkpoint {

using safetensors::TensorEntry;

class SafetensorsReader {
 public:
  // NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT.
  static StatusOr<SafetensorsReader> Open(const std::filesystem::path& path);

  // Sorted by name.
  const std::vector<TensorEntry>& entries() const { return entries_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const std::filesystem::path& path() const { return path_; }

  // nullptr when the file has no tensor of this name.
  const TensorEntry* Find(std::string_view name) const;

  // A copy with storage of its own, in the file's dtype. NOT_FOUND names the tensor and the file.
  StatusOr<at::Tensor> Read(std::string_view name) const;

 private:
  SafetensorsReader() = default;

  std::filesystem::path path_;
  MappedFile file_;
  std::uint64_t data_begin_ = 0;
  std::vector<TensorEntry> entries_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace srnet::checkpoint
