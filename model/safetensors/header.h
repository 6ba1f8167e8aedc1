// The JSON header of a safetensors file: read until every tensor is known to lie inside the file, and
// written.
//
// A file is 8 bytes of little-endian header length, the header, then the tensors' bytes. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/safetensors/dtype.h"

namespace srnet::safetensors {

struct TensorEntry {
  std::string name;
  Dtype dtype = Dtype::kF32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;  // bytes from the end of the header
  std::uint64_t end = 0;
};

struct Header {
  std::uint64_t data_begin = 0;      // where the tensors' bytes start in the file
  std::vector<TensorEntry> entries;  // by name
  std::map<std::string, std::string> metadata;
};

// `file` is the whole file. INVALID_ARGUMENT says which claim does not hold: the header's length or JSON, a
// dtype, a shape whose size is not that of its bytes, bytes outside the file, or bytes shared by two tensors
// or owned by none.
StatusOr<Header> ParseHeader(std::string_view file);

// The bytes that a shape takes, or UINT64_MAX when they do not fit into 63 bits.
std::uint64_t BytesOf(Dtype dtype, const std::vector<std::int64_t>& shape);

// Orders tensors as they lie in a file, by dtype size and then by name, so that all are aligned, and gives
// them their places. INVALID_ARGUMENT: a name given twice, or one that the format keeps for itself.
Status LayOut(std::vector<TensorEntry>& entries);

// The length, then the header of entries that LayOut has placed, padded so that the data starts at a multiple
// of 8. A pure function of its arguments.
std::string WriteHeader(const std::vector<TensorEntry>& entries,
                        const std::map<std::string, std::string>& metadata);

}  // namespace srnet::safetensors
