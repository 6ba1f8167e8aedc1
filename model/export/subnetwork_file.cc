#include "model/export/subnetwork_file.h"

#include <cstring>
#include <deque>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "common/files/files.h"
#include "common/files/mapped_file.h"
#include "model/safetensors/header.h"
#include "model/safetensors/parameter_names.h"

namespace srnet::model_export {
namespace {

using safetensors::TensorEntry;

// What `transformers` looks for before it reads a file.
const std::map<std::string, std::string> kMetadata = {{"format", "pt"}};

// Tensors to write; their bytes are views that must outlive the writing.
class Output {
 public:
  Status Add(TensorEntry entry, std::string_view bytes) {
    if (!bytes_.emplace(entry.name, bytes).second)
      return InvalidArgument("{} is there under two names", entry.name);
    entries_.push_back(std::move(entry));
    return absl::OkStatus();
  }
  const TensorEntry* Find(std::string_view name) const {
    for (const TensorEntry& entry : entries_) {
      if (entry.name == name) return &entry;
    }
    return nullptr;
  }
  // Puts zeros where the mask has zeros, in a copy.
  void Mask(const TensorEntry& entry, const prune::CodedTensor& mask) {
    std::string& masked = masked_.emplace_back(bytes_.at(entry.name));
    const std::size_t width = safetensors::BytesOf(entry.dtype);
    for (std::size_t i = 0; i < mask.codes.size(); ++i) {
      if (mask.codes[i] == 0) std::memset(masked.data() + i * width, 0, width);
    }
    bytes_[entry.name] = masked;
  }
  Status Write(const std::filesystem::path& path) && {
    SRNET_RETURN_IF_ERROR(safetensors::LayOut(entries_));
    const std::string header = safetensors::WriteHeader(entries_, kMetadata);
    std::vector<std::string_view> pieces = {header};
    for (const TensorEntry& entry : entries_) pieces.push_back(bytes_.at(entry.name));
    return WriteFileAtomically(path, pieces);
  }

 private:
  std::vector<TensorEntry> entries_;
  std::map<std::string, std::string_view> bytes_;
  std::deque<std::string> masked_;  // Does not move what it holds.
};

// They must outlive the output.
Status AddOwnParameters(const prune::DenseTensors& parameters, const std::string& family, Output& output) {
  for (const auto& [name, tensor] : parameters) {
    if (!safetensors::IsClassifierParameter(name, family)) {
      return InvalidArgument("{} belongs to the mask, but to no classifier of the family {}", name, family);
    }
    const std::string_view bytes(reinterpret_cast<const char*>(tensor.values.data()),
                                 tensor.values.size() * sizeof(float));
    SRNET_RETURN_IF_ERROR(
        output.Add({.name = name, .dtype = safetensors::Dtype::kF32, .shape = tensor.shape}, bytes));
  }
  return absl::OkStatus();
}

Status AddParameters(std::string_view file, const std::string& family, const prune::DenseTensors& replaced,
                     Output& output) {
  SRNET_ASSIGN_OR_RETURN(const safetensors::Header header, safetensors::ParseHeader(file));
  for (const TensorEntry& entry : header.entries) {
    TensorEntry renamed = entry;
    renamed.name = safetensors::CanonicalParameterName(entry.name, family);
    if (!safetensors::IsClassifierParameter(renamed.name, family)) continue;
    if (replaced.contains(renamed.name)) continue;
    const std::string_view bytes = file.substr(header.data_begin + entry.begin, entry.end - entry.begin);
    SRNET_RETURN_IF_ERROR(output.Add(std::move(renamed), bytes));
  }
  const std::string classifier = family == "bert" ? "classifier.weight" : "classifier.out_proj.weight";
  if (output.Find(classifier) == nullptr) {
    return InvalidArgument("it has no {}: these are the weights of no classifier", classifier);
  }
  return absl::OkStatus();
}

Status ApplyMasks(const prune::CodedTensors& masks, Output& output) {
  for (const auto& [name, mask] : masks) {
    const TensorEntry* entry = output.Find(name);
    if (entry == nullptr) return InvalidArgument("it has no tensor {}, which has a mask", name);
    if (entry->shape != mask.shape) {
      return InvalidArgument("{} is [{}], its mask is [{}]", name, fmt::join(entry->shape, ", "),
                             fmt::join(mask.shape, ", "));
    }
    output.Mask(*entry, mask);
  }
  return absl::OkStatus();
}

}  // namespace

Status WriteSubnetwork(const std::filesystem::path& weights, const std::string& family,
                       const prune::Subnetwork& subnetwork, const std::filesystem::path& output) {
  SRNET_ASSIGN_OR_RETURN(const auto file, MappedFile::Open(weights));
  Output parameters;
  Status status = AddOwnParameters(subnetwork.parameters, family, parameters);
  if (status.ok()) status = AddParameters(file.bytes(), family, subnetwork.parameters, parameters);
  if (status.ok()) status = ApplyMasks(subnetwork.masks, parameters);
  if (!status.ok()) return Annotate(status, weights.native());
  return std::move(parameters).Write(output);
}

Status WriteMasks(const prune::CodedTensors& masks, const std::filesystem::path& output) {
  Output tensors;
  for (const auto& [name, mask] : masks) {
    const std::string_view bytes(reinterpret_cast<const char*>(mask.codes.data()), mask.codes.size());
    SRNET_RETURN_IF_ERROR(
        tensors.Add({.name = name, .dtype = safetensors::Dtype::kU8, .shape = mask.shape}, bytes));
  }
  return std::move(tensors).Write(output);
}

}  // namespace srnet::model_export
