// Small unsigned codes by matrix name, packed into a few bits each: the file of masks and of pruning levels.
//
//   mask file    1 bit a weight   1 = kept, 0 = pruned
//   level file   4 bits a weight  the number of the pruning that removed it, 0 = never (so 15 levels at most)
//
// Layout, little-endian, no padding between fields:
//
//   header          "srnetmsk" or "srnetlvl" | version u32 = 1 or 2 | bits u32 | count u64
//   each matrix     name length u32 | name | rank u32 | rank dimensions u64 | ceil(n bits / 8) bytes
//   in version 2    count u64 of parameters that belong to the mask
//   each parameter  name length u32 | name | rank u32 | rank dimensions u64 | 4 n bytes of float32
//   end             SHA-256 of everything before it, 32 bytes
//
// Version 2 is the mask of a model that was never fine-tuned: its classifier was drawn at random and frozen,
// so without it the mask is worth nothing.
//
// Matrices are sorted by name. Codes are row-major, the first one in the lowest bits of a byte; unused bits
// are 0. Equal content has equal bytes.
//
// In memory a code takes a byte. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"

namespace srnet::prune {

struct CodedTensor {
  std::vector<std::int64_t> shape;
  std::vector<std::uint8_t> codes;  // One for each entry.
  bool operator==(const CodedTensor&) const = default;
};
using CodedTensors = std::map<std::string, CodedTensor, std::less<>>;

// A parameter that belongs to a mask.
struct DenseTensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
  bool operator==(const DenseTensor&) const = default;
};
using DenseTensors = std::map<std::string, DenseTensor, std::less<>>;

struct Subnetwork {
  CodedTensors masks;
  DenseTensors parameters;  // Usually none.
};

// What the codes mean.
enum class Coding { kMask, kLevels };

// SRNET_CHECKs that shapes and codes agree and that every code fits its bits.
std::string Encode(Coding coding, const CodedTensors& tensors, const DenseTensors& parameters = {});

// INVALID_ARGUMENT: another kind of file, or a newer version. DATA_LOSS: truncated or altered. `origin` is
// the path for the message. The cost is bounded by the size of `bytes`.
StatusOr<Subnetwork> DecodeSubnetwork(Coding coding, std::string_view bytes, std::string_view origin);

// The same without the parameters that may belong to it.
StatusOr<CodedTensors> Decode(Coding coding, std::string_view bytes, std::string_view origin);

// Atomic and durable. RESOURCE_EXHAUSTED: disk full.
Status WriteCodedTensors(const std::filesystem::path& path, Coding coding, const CodedTensors& tensors);
StatusOr<CodedTensors> ReadCodedTensors(const std::filesystem::path& path, Coding coding);
Status WriteSubnetwork(const std::filesystem::path& path, const Subnetwork& subnetwork);
StatusOr<Subnetwork> ReadSubnetwork(const std::filesystem::path& path);

// The mask of one step of a ladder: kept unless pruned at `level` or before.
CodedTensors MaskOfLevel(const CodedTensors& levels, std::uint8_t level);

// The fraction of entries whose mask is 0.
double SparsityOf(const CodedTensor& mask);

}  // namespace srnet::prune
