#include "model/checkpoint/safetensors_writer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/files/files.h"
#include "common/json/write.h"
#include "model/checkpoint/safetensors_format.h"

namespace srnet::checkpoint {
namespace {

Status CheckTensors(const std::vector<NamedTensor>& sorted) {
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [name, tensor] = sorted[i];
    if (name == kMetadataKey) return InvalidArgument("a tensor cannot be called {}", name);
    if (i > 0 && sorted[i - 1].name == name) return InvalidArgument("tensor {} is given twice", name);
    if (!tensor.defined() || !NameOfDtype(tensor.scalar_type()).has_value()) {
      return InvalidArgument("tensor {} is undefined or has a dtype that safetensors files do not hold here",
                             name);
    }
  }
  return {};
}

void AppendMetadata(const std::map<std::string, std::string>& metadata, std::string& header) {
  header += "\"__metadata__\":{";
  for (const auto& [key, value] : metadata) {
    if (header.back() != '{') header += ',';
    json::AppendString(header, key);
    header += ':';
    json::AppendString(header, value);
  }
  header += '}';
}

void AppendEntry(const NamedTensor& named, std::uint64_t begin, std::string& header) {
  json::AppendString(header, named.name);
  header += fmt::format(":{{\"dtype\":\"{}\",\"shape\":[", *NameOfDtype(named.tensor.scalar_type()));
  for (const std::int64_t extent : named.tensor.sizes()) {
    if (header.back() != '[') header += ',';
    json::AppendInteger(header, extent);
  }
  header += fmt::format("],\"data_offsets\":[{},{}]}}", begin, begin + named.tensor.nbytes());
}

// The header with its length in front, padded so that the data starts at a multiple of 8.
std::string HeaderOf(const std::vector<NamedTensor>& tensors,
                     const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  if (!metadata.empty()) AppendMetadata(metadata, header);
  std::uint64_t begin = 0;
  for (const NamedTensor& named : tensors) {
    if (header.size() > 1) header += ',';
    AppendEntry(named, begin, header);
    begin += named.tensor.nbytes();
  }
  header += '}';
  header.resize((header.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  std::string length;
  for (std::uint64_t i = 0; i < kLengthBytes; ++i)
    length += static_cast<char>((header.size() >> (8 * i)) & 0xFF);
  return length + header;
}

}  // namespace

Status WriteSafetensors(const std::filesystem::path& path, std::vector<NamedTensor> tensors,
                        const std::map<std::string, std::string>& metadata) {
  const auto by_name = [](const NamedTensor& a, const NamedTensor& b) { return a.name < b.name; };
  std::sort(tensors.begin(), tensors.end(), by_name);
  if (Status status = CheckTensors(tensors); !status.ok()) return Annotate(status, path.native());
  std::stable_sort(tensors.begin(), tensors.end(), [](const NamedTensor& a, const NamedTensor& b) {
    return a.tensor.element_size() > b.tensor.element_size();
  });
  const std::string header = HeaderOf(tensors, metadata);
  std::vector<std::string_view> pieces = {header};
  for (NamedTensor& named : tensors) {
    named.tensor = named.tensor.detach().contiguous();
    pieces.emplace_back(static_cast<const char*>(named.tensor.const_data_ptr()), named.tensor.nbytes());
  }
  return WriteFileAtomically(path, pieces);
}

}  // namespace srnet::checkpoint
