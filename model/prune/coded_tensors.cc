#include "model/prune/coded_tensors.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "model/prune/byte_cursor.h"

namespace srnet::prune {
namespace {

constexpr std::uint32_t kVersion = 1;
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

StatusOr<CodedTensor> DecodeTensor(ByteCursor& cursor, std::uint32_t bits, std::string_view name,
                                   std::string_view origin) {
  CodedTensor tensor;
  const std::uint64_t rank = cursor.Integer(4);
  if (rank > kMaxRank) return DataLoss("{}: matrix {} claims {} dimensions", origin, name, rank);
  for (std::uint64_t i = 0; i < rank; ++i)
    tensor.shape.push_back(static_cast<std::int64_t>(cursor.Integer(8)));
  std::uint64_t count = 0;
  const std::uint64_t per_byte = 8 / bits;
  if (!Multiply(tensor.shape, cursor.left() * per_byte, count)) {
    return DataLoss("{}: matrix {} claims more entries than the file has", origin, name);
  }
  const std::string_view packed = cursor.Bytes((count + per_byte - 1) / per_byte);
  if (!cursor.ok()) return DataLoss("{}: ends within matrix {}", origin, name);
  tensor.codes = Unpack(packed, count, bits);
  return tensor;
}

}  // namespace

std::string Encode(Coding coding, const CodedTensors& tensors) {
  std::string out(MagicOf(coding));
  AppendInteger(out, kVersion, 4);
  AppendInteger(out, BitsOf(coding), 4);
  AppendInteger(out, tensors.size(), 8);
  for (const auto& [name, tensor] : tensors) {
    std::uint64_t count = 0;
    SRNET_CHECK(Multiply(tensor.shape, UINT64_MAX, count) && count == tensor.codes.size());
    AppendInteger(out, name.size(), 4);
    out += name;
    AppendInteger(out, tensor.shape.size(), 4);
    for (const std::int64_t dimension : tensor.shape)
      AppendInteger(out, static_cast<std::uint64_t>(dimension), 8);
    AppendPacked(out, tensor.codes, BitsOf(coding));
  }
  const Digest digest = DigestOf(out);
  out.append(reinterpret_cast<const char*>(digest.bytes().data()), Digest::kBytes);
  return out;
}

StatusOr<CodedTensors> Decode(Coding coding, std::string_view bytes, std::string_view origin) {
  SRNET_RETURN_IF_ERROR(CheckEnvelope(coding, bytes, origin));
  ByteCursor cursor(bytes.substr(kMagicBytes, bytes.size() - kMagicBytes - Digest::kBytes));
  const std::uint64_t version = cursor.Integer(4);
  if (version != kVersion) {
    return InvalidArgument("{}: format version {}, but this program reads {}; use the program that wrote it",
                           origin, version, kVersion);
  }
  const std::uint64_t bits = cursor.Integer(4);
  if (bits != BitsOf(coding))
    return DataLoss("{}: {} bits a weight instead of {}", origin, bits, BitsOf(coding));
  CodedTensors tensors;
  const std::uint64_t count = cursor.Integer(8);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string name(cursor.Bytes(cursor.Integer(4)));
    if (!cursor.ok()) return DataLoss("{}: ends after {} of {} matrices", origin, i, count);
    SRNET_ASSIGN_OR_RETURN(CodedTensor tensor, DecodeTensor(cursor, BitsOf(coding), name, origin));
    if (!tensors.emplace(name, std::move(tensor)).second)
      return DataLoss("{}: matrix {} twice", origin, name);
  }
  if (cursor.left() != 0) return DataLoss("{}: {} bytes after the last matrix", origin, cursor.left());
  return tensors;
}

Status WriteCodedTensors(const std::filesystem::path& path, Coding coding, const CodedTensors& tensors) {
  return WriteFileAtomically(path, Encode(coding, tensors));
}

StatusOr<CodedTensors> ReadCodedTensors(const std::filesystem::path& path, Coding coding) {
  SRNET_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxFileBytes));
  return Decode(coding, bytes, path.native());
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
