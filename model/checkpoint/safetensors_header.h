// The JSON header of a safetensors file, checked until every tensor is known to lie inside the file.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/checkpoint/safetensors_reader.h"

namespace srnet::checkpoint {

struct SafetensorsHeader {
  std::uint64_t data_begin = 0;      // where the tensors' bytes start in the file
  std::vector<TensorEntry> entries;  // by name
  std::map<std::string, std::string> metadata;
};

// `file` is the whole file. INVALID_ARGUMENT says which claim does not hold: the header's length or JSON, a
// dtype, a shape whose size is not that of its bytes, bytes outside the file, or bytes shared by two tensors
// or owned by none.
StatusOr<SafetensorsHeader> ParseSafetensorsHeader(std::string_view file);

}  // namespace srnet::checkpoint
