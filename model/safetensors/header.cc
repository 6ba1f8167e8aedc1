#include "model/safetensors/header.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "common/json/object_reader.h"
#include "common/json/value.h"
#include "common/json/write.h"

namespace srnet::safetensors {
namespace {

constexpr std::size_t kMaxTensors = 20000;
constexpr std::uint64_t kLengthBytes = 8;  // little-endian length of the header
constexpr std::uint64_t kMaxHeaderBytes = std::uint64_t{16} << 20;
constexpr std::string_view kMetadataKey = "__metadata__";

std::uint64_t LittleEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

StatusOr<std::string_view> HeaderText(std::string_view file) {
  if (file.size() < kLengthBytes) {
    return InvalidArgument("{} bytes are too few for a safetensors file", file.size());
  }
  const std::uint64_t length = LittleEndian(file);
  if (length > kMaxHeaderBytes) {
    return InvalidArgument("the header claims {} bytes; at most {} are read", length, kMaxHeaderBytes);
  }
  if (length > file.size() - kLengthBytes) {
    return InvalidArgument("the header claims {} bytes, the file ends after {}: it is truncated", length,
                           file.size() - kLengthBytes);
  }
  return file.substr(kLengthBytes, length);
}

Status ReadMetadata(const json::Value& value, std::map<std::string, std::string>& metadata) {
  const auto* object = std::get_if<json::Object>(&value.data);
  if (object == nullptr) return InvalidArgument("{} is not an object", kMetadataKey);
  for (const json::Member& member : *object) {
    const auto* text = std::get_if<std::string>(&member.value.data);
    if (text == nullptr) return InvalidArgument("{}.{} is not a string", kMetadataKey, member.key);
    metadata[member.key] = *text;
  }
  return {};
}

// Non-negative integers only.
StatusOr<std::vector<std::int64_t>> ReadIntegers(const json::Array& array, std::string_view what) {
  std::vector<std::int64_t> integers;
  for (const json::Value& item : array) {
    const auto* integer = std::get_if<std::int64_t>(&item.data);
    if (integer == nullptr || *integer < 0)
      return InvalidArgument("{} must hold whole numbers from 0 on", what);
    integers.push_back(*integer);
  }
  return integers;
}

StatusOr<TensorEntry> ReadEntry(const json::Member& member) {
  json::ObjectReader reader(member.value, "");
  std::string dtype;
  reader.Read("dtype", dtype);
  const json::Array* shape = reader.ReadArray("shape");
  const json::Array* offsets = reader.ReadArray("data_offsets");
  SRNET_RETURN_IF_ERROR(reader.Finish());

  TensorEntry entry;
  entry.name = member.key;
  const std::optional<Dtype> known = DtypeOfName(dtype);
  if (!known.has_value()) return InvalidArgument("dtype {} is not supported", dtype);
  entry.dtype = *known;
  SRNET_ASSIGN_OR_RETURN(entry.shape, ReadIntegers(*shape, "shape"));
  SRNET_ASSIGN_OR_RETURN(const std::vector<std::int64_t> range, ReadIntegers(*offsets, "data_offsets"));
  if (range.size() != 2 || range[0] > range[1]) return InvalidArgument("data_offsets is not [begin, end]");
  entry.begin = static_cast<std::uint64_t>(range[0]);
  entry.end = static_cast<std::uint64_t>(range[1]);
  if (BytesOf(entry.dtype, entry.shape) != entry.end - entry.begin) {
    return InvalidArgument("shape and dtype do not make the {} bytes of data_offsets",
                           entry.end - entry.begin);
  }
  return entry;
}

// Laid end to end, the tensors must fill the data section exactly.
Status CheckLayout(std::vector<TensorEntry>& entries, std::uint64_t data_bytes) {
  std::sort(entries.begin(), entries.end(), [](const TensorEntry& a, const TensorEntry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t position = 0;
  for (const TensorEntry& entry : entries) {
    if (entry.end > data_bytes) {
      return InvalidArgument("tensor {} ends at byte {} of data, the file has {}: it is truncated",
                             entry.name, entry.end, data_bytes);
    }
    if (entry.begin != position) {
      return InvalidArgument("tensor {} begins at byte {} of data, the one before it ends at {}", entry.name,
                             entry.begin, position);
    }
    position = entry.end;
  }
  if (position != data_bytes) {
    return InvalidArgument("the last {} bytes belong to no tensor", data_bytes - position);
  }
  std::sort(entries.begin(), entries.end(),
            [](const TensorEntry& a, const TensorEntry& b) { return a.name < b.name; });
  return {};
}

void AppendMetadata(const std::map<std::string, std::string>& metadata, std::string& header) {
  header += fmt::format("\"{}\":{{", kMetadataKey);
  for (const auto& [key, value] : metadata) {
    if (header.back() != '{') header += ',';
    json::AppendString(header, key);
    header += ':';
    json::AppendString(header, value);
  }
  header += '}';
}

void AppendEntry(const TensorEntry& entry, std::string& header) {
  json::AppendString(header, entry.name);
  header += fmt::format(":{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}", NameOf(entry.dtype),
                        fmt::join(entry.shape, ","), entry.begin, entry.end);
}

}  // namespace

StatusOr<Header> ParseHeader(std::string_view file) {
  SRNET_ASSIGN_OR_RETURN(const std::string_view text, HeaderText(file));
  StatusOr<json::Value> document =
      json::Parse(text, {.max_bytes = kMaxHeaderBytes, .max_depth = 4, .max_members = kMaxTensors});
  if (!document.ok()) return Annotate(document.status(), "header");
  const auto* object = std::get_if<json::Object>(&document->data);
  if (object == nullptr) return InvalidArgument("the header is not a JSON object");

  Header header{.data_begin = kLengthBytes + text.size(), .entries = {}, .metadata = {}};
  for (const json::Member& member : *object) {
    if (member.key == kMetadataKey) {
      SRNET_RETURN_IF_ERROR(ReadMetadata(member.value, header.metadata));
      continue;
    }
    StatusOr<TensorEntry> entry = ReadEntry(member);
    if (!entry.ok()) return Annotate(entry.status(), fmt::format("tensor {}", member.key));
    header.entries.push_back(*std::move(entry));
  }
  SRNET_RETURN_IF_ERROR(CheckLayout(header.entries, file.size() - header.data_begin));
  return header;
}

std::uint64_t BytesOf(Dtype dtype, const std::vector<std::int64_t>& shape) {
  constexpr std::uint64_t kTooMany = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t bytes = BytesOf(dtype);
  for (const std::int64_t extent : shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes)) return kTooMany;
  }
  return bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ? kTooMany : bytes;
}

Status LayOut(std::vector<TensorEntry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const TensorEntry& a, const TensorEntry& b) {
    return std::pair(BytesOf(b.dtype), std::string_view(a.name)) <
           std::pair(BytesOf(a.dtype), std::string_view(b.name));
  });
  std::set<std::string_view> names;
  std::uint64_t position = 0;
  for (TensorEntry& entry : entries) {
    if (entry.name == kMetadataKey) return InvalidArgument("a tensor cannot be called {}", kMetadataKey);
    if (!names.insert(entry.name).second) return InvalidArgument("tensor {} is given twice", entry.name);
    entry.begin = position;
    position += BytesOf(entry.dtype, entry.shape);
    entry.end = position;
  }
  return absl::OkStatus();
}

std::string WriteHeader(const std::vector<TensorEntry>& entries,
                        const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  if (!metadata.empty()) AppendMetadata(metadata, header);
  for (const TensorEntry& entry : entries) {
    if (header.size() > 1) header += ',';
    AppendEntry(entry, header);
  }
  header += '}';
  header.resize((header.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  std::string length;
  for (std::uint64_t i = 0; i < kLengthBytes; ++i)
    length += static_cast<char>((header.size() >> (8 * i)) & 0xFF);
  return length + header;
}

}  // namespace srnet::safetensors
