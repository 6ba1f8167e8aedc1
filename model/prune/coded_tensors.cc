#include "model/prune/coded_tensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "model/prune/byte_cursor.h"

namespace srnet::prune {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little endian");

constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kVersionWithParameters = 2;
constexpr std::size_t kMagicBytes = 8;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{16} << 30;
constexpr std::uint32_t kMaxRank = 8;

std::string_view MagicOf(Coding coding) { return coding == Coding::kMask ? "srnetmsk" : "srnetlvl"; }
std::uint32_t BitsOf(Coding coding) { return coding == Coding::kMask ? 1 : 4; }

void AppendInteger(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

void AppendPacked(std::string& out, const std::vector<std::uint8_t>& codes, std::uint32_t bits) {
  const std::size_t per_byte = 8 / bits;
  const std::size_t first = out.size();
  out.resize(first + (codes.size() + per_byte - 1) / per_byte, '\0');
  for (std::size_t i = 0; i < codes.size(); ++i) {
    SRNET_CHECK(codes[i] >> bits == 0);
    char& byte = out[first + i / per_byte];
    byte = static_cast<char>(static_cast<std::uint8_t>(byte) | codes[i] << (i % per_byte * bits));
  }
}

std::vector<std::uint8_t> Unpack(std::string_view packed, std::size_t count, std::uint32_t bits) {
  const std::size_t per_byte = 8 / bits;
  const unsigned low = (1u << bits) - 1;
  std::vector<std::uint8_t> codes(count);
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned byte = static_cast<std::uint8_t>(packed[i / per_byte]);
    codes[i] = static_cast<std::uint8_t>(byte >> (i % per_byte * bits) & low);
  }
  return codes;
}

// The number of entries, or nothing when the product would not fit a file of this size.
bool Multiply(const std::vector<std::int64_t>& shape, std::uint64_t limit, std::uint64_t& product) {
  product = 1;
  for (const std::int64_t dimension : shape) {
    if (dimension < 0 || (dimension > 0 && product > limit / static_cast<std::uint64_t>(dimension)))
      return false;
    product *= static_cast<std::uint64_t>(dimension);
  }
  return true;
}

Status CheckEnvelope(Coding coding, std::string_view bytes, std::string_view origin) {
  if (bytes.size() < kMagicBytes + 16 + Digest::kBytes) {
    return DataLoss("{}: {} bytes is too short for a mask or level file: it is truncated; produce it again",
                    origin, bytes.size());
  }
  if (bytes.substr(0, kMagicBytes) != MagicOf(coding)) {
    return InvalidArgument("{}: does not start with \"{}\": this is another kind of file", origin,
                           MagicOf(coding));
  }
  const std::string_view body = bytes.substr(0, bytes.size() - Digest::kBytes);
  const Digest digest = DigestOf(body);
  if (std::memcmp(digest.bytes().data(), bytes.data() + body.size(), Digest::kBytes) != 0) {
    return DataLoss(
        "{}: its SHA-256 does not match its content: it is truncated or altered; produce it again", origin);
  }
  return absl::OkStatus();
}

// The shape of a tensor and its number of entries, which the rest of the file could hold.
struct Extent {
  std::vector<std::int64_t> shape;
  std::uint64_t entries = 0;
};

StatusOr<Extent> DecodeExtent(ByteCursor& cursor, std::uint32_t bits, std::string_view name,
                              std::string_view origin) {
  Extent extent;
  const std::uint64_t rank = cursor.Integer(4);
  if (rank > kMaxRank) return DataLoss("{}: matrix {} claims {} dimensions", origin, name, rank);
  for (std::uint64_t i = 0; i < rank; ++i)
    extent.shape.push_back(static_cast<std::int64_t>(cursor.Integer(8)));
  if (!Multiply(extent.shape, cursor.left() * 8 / bits, extent.entries)) {
    return DataLoss("{}: matrix {} claims more entries than the file has", origin, name);
  }
  return extent;
}

StatusOr<CodedTensor> DecodeTensor(ByteCursor& cursor, std::uint32_t bits, std::string_view name,
                                   std::string_view origin) {
  SRNET_ASSIGN_OR_RETURN(Extent extent, DecodeExtent(cursor, bits, name, origin));
  const std::uint64_t per_byte = 8 / bits;
  const std::string_view packed = cursor.Bytes((extent.entries + per_byte - 1) / per_byte);
  if (!cursor.ok()) return DataLoss("{}: ends within matrix {}", origin, name);
  return CodedTensor{.shape = std::move(extent.shape), .codes = Unpack(packed, extent.entries, bits)};
}

StatusOr<DenseTensor> DecodeParameter(ByteCursor& cursor, std::string_view name, std::string_view origin) {
  SRNET_ASSIGN_OR_RETURN(Extent extent, DecodeExtent(cursor, 32, name, origin));
  const std::string_view bytes = cursor.Bytes(extent.entries * sizeof(float));
  if (!cursor.ok()) return DataLoss("{}: ends within parameter {}", origin, name);
  DenseTensor tensor{.shape = std::move(extent.shape), .values = std::vector<float>(extent.entries)};
  std::memcpy(tensor.values.data(), bytes.data(), bytes.size());
  return tensor;
}

// Reads a count and as many named tensors.
template <typename Tensor, typename DecodeOne>
Status DecodeNamed(ByteCursor& cursor, std::string_view origin,
                   std::map<std::string, Tensor, std::less<>>& tensors, const DecodeOne& decode) {
  const std::uint64_t count = cursor.Integer(8);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string name(cursor.Bytes(cursor.Integer(4)));
    if (!cursor.ok()) return DataLoss("{}: ends after {} of {} matrices", origin, i, count);
    SRNET_ASSIGN_OR_RETURN(Tensor tensor, decode(name));
    if (!tensors.emplace(name, std::move(tensor)).second)
      return DataLoss("{}: matrix {} twice", origin, name);
  }
  return absl::OkStatus();
}

void AppendHead(std::string& out, const std::string& name, const std::vector<std::int64_t>& shape,
                std::uint64_t entries) {
  std::uint64_t count = 0;
  SRNET_CHECK(Multiply(shape, UINT64_MAX, count) && count == entries);
  AppendInteger(out, name.size(), 4);
  out += name;
  AppendInteger(out, shape.size(), 4);
  for (const std::int64_t dimension : shape) AppendInteger(out, static_cast<std::uint64_t>(dimension), 8);
}

}  // namespace

std::string Encode(Coding coding, const CodedTensors& tensors, const DenseTensors& parameters) {
  std::string out(MagicOf(coding));
  AppendInteger(out, parameters.empty() ? kVersion : kVersionWithParameters, 4);
  AppendInteger(out, BitsOf(coding), 4);
  AppendInteger(out, tensors.size(), 8);
  for (const auto& [name, tensor] : tensors) {
    AppendHead(out, name, tensor.shape, tensor.codes.size());
    AppendPacked(out, tensor.codes, BitsOf(coding));
  }
  if (!parameters.empty()) AppendInteger(out, parameters.size(), 8);
  for (const auto& [name, tensor] : parameters) {
    AppendHead(out, name, tensor.shape, tensor.values.size());
    out.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
  }
  const Digest digest = DigestOf(out);
  out.append(reinterpret_cast<const char*>(digest.bytes().data()), Digest::kBytes);
  return out;
}

StatusOr<Subnetwork> DecodeSubnetwork(Coding coding, std::string_view bytes, std::string_view origin) {
  SRNET_RETURN_IF_ERROR(CheckEnvelope(coding, bytes, origin));
  ByteCursor cursor(bytes.substr(kMagicBytes, bytes.size() - kMagicBytes - Digest::kBytes));
  const std::uint64_t version = cursor.Integer(4);
  if (version != kVersion && version != kVersionWithParameters) {
    return InvalidArgument(
        "{}: format version {}, but this program reads {} and {}; use the program that wrote it", origin,
        version, kVersion, kVersionWithParameters);
  }
  const std::uint64_t bits = cursor.Integer(4);
  if (bits != BitsOf(coding))
    return DataLoss("{}: {} bits a weight instead of {}", origin, bits, BitsOf(coding));
  Subnetwork subnetwork;
  SRNET_RETURN_IF_ERROR(DecodeNamed(cursor, origin, subnetwork.masks, [&](const std::string& name) {
    return DecodeTensor(cursor, BitsOf(coding), name, origin);
  }));
  if (version == kVersionWithParameters) {
    SRNET_RETURN_IF_ERROR(DecodeNamed(cursor, origin, subnetwork.parameters, [&](const std::string& name) {
      return DecodeParameter(cursor, name, origin);
    }));
  }
  if (cursor.left() != 0) return DataLoss("{}: {} bytes after the last matrix", origin, cursor.left());
  return subnetwork;
}

StatusOr<CodedTensors> Decode(Coding coding, std::string_view bytes, std::string_view origin) {
  SRNET_ASSIGN_OR_RETURN(Subnetwork subnetwork, DecodeSubnetwork(coding, bytes, origin));
  return std::move(subnetwork.masks);
}

Status WriteCodedTensors(const std::filesystem::path& path, Coding coding, const CodedTensors& tensors) {
  return WriteFileAtomically(path, Encode(coding, tensors));
}

StatusOr<CodedTensors> ReadCodedTensors(const std::filesystem::path& path, Coding coding) {
  SRNET_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxFileBytes));
  return Decode(coding, bytes, path.native());
}

Status WriteSubnetwork(const std::filesystem::path& path, const Subnetwork& subnetwork) {
  return WriteFileAtomically(path, Encode(Coding::kMask, subnetwork.masks, subnetwork.parameters));
}

StatusOr<Subnetwork> ReadSubnetwork(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxFileBytes));
  return DecodeSubnetwork(Coding::kMask, bytes, path.native());
}

CodedTensors MaskOfLevel(const CodedTensors& levels, std::uint8_t level) {
  CodedTensors masks = levels;
  for (auto& [name, tensor] : masks) {
    for (std::uint8_t& code : tensor.codes) code = code == 0 || code > level ? 1 : 0;
  }
  return masks;
}

double SparsityOf(const CodedTensor& mask) {
  if (mask.codes.empty()) return 0;
  const auto pruned = std::count(mask.codes.begin(), mask.codes.end(), 0);
  return static_cast<double>(pruned) / static_cast<double>(mask.codes.size());
}

}  // namespace srnet::prune
