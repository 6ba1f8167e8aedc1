// The tensors of a safetensors file that is being made, as bytes.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/safetensors/header.h"

namespace srnet::model_export {

class TensorOutput {
 public:
  // `bytes` are a view that must outlive the writing. INVALID_ARGUMENT: the name is there already.
  Status Add(safetensors::TensorEntry entry, std::string_view bytes);

  // nullptr: there is no such tensor. Replace invalidates neither what Find nor what BytesOf gave of others.
  const safetensors::TensorEntry* Find(std::string_view name) const;
  std::string_view BytesOf(std::string_view name) const;

  // Other bytes, and another shape, for a tensor that is there.
  void Replace(std::string_view name, std::vector<std::int64_t> shape, std::string bytes);

  // Deterministic bytes, atomic. RESOURCE_EXHAUSTED: disk full.
  Status Write(const std::filesystem::path& path) &&;

 private:
  std::map<std::string, safetensors::TensorEntry, std::less<>> entries_;
  std::map<std::string, std::string_view, std::less<>> bytes_;
  std::deque<std::string> own_;  // Does not move what it holds.
};

}  // namespace srnet::model_export
