#include "model/export/subnetwork_file.h"

#include <cstring>
#include <string_view>
#include <utility>

#include "common/files/mapped_file.h"
#include "model/export/cut_layers.h"
#include "model/export/tensor_output.h"
#include "model/safetensors/header.h"
#include "model/safetensors/parameter_names.h"

namespace srnet::model_export {
namespace {

using safetensors::TensorEntry;

// Puts zeros where the mask has zeros.
void Mask(const std::string& name, const prune::CodedTensor& mask, TensorOutput& output) {
  std::string masked(output.BytesOf(name));
  const std::size_t width = safetensors::BytesOf(output.Find(name)->dtype);
  for (std::size_t i = 0; i < mask.codes.size(); ++i) {
    if (mask.codes[i] == 0) std::memset(masked.data() + i * width, 0, width);
  }
  output.Replace(name, mask.shape, std::move(masked));
}

// They must outlive the output.
Status AddOwnParameters(const prune::DenseTensors& parameters, const std::string& family,
                        TensorOutput& output) {
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
                     TensorOutput& output) {
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

Status ApplyMasks(const prune::CodedTensors& masks, TensorOutput& output) {
  for (const auto& [name, mask] : masks) {
    const TensorEntry* entry = output.Find(name);
    if (entry == nullptr) return InvalidArgument("it has no tensor {}, which has a mask", name);
    if (entry->shape != mask.shape) {
      return InvalidArgument("{} is [{}], its mask is [{}]", name, fmt::join(entry->shape, ", "),
                             fmt::join(mask.shape, ", "));
    }
    Mask(name, mask, output);
  }
  return absl::OkStatus();
}

// The bytes of `file` and of the subnetwork must outlive the result.
StatusOr<TensorOutput> Masked(std::string_view file, const std::string& family,
                              const prune::Subnetwork& subnetwork) {
  TensorOutput output;
  SRNET_RETURN_IF_ERROR(AddOwnParameters(subnetwork.parameters, family, output));
  SRNET_RETURN_IF_ERROR(AddParameters(file, family, subnetwork.parameters, output));
  SRNET_RETURN_IF_ERROR(ApplyMasks(subnetwork.masks, output));
  return output;
}

}  // namespace

Status WriteSubnetwork(const std::filesystem::path& weights, const std::string& family,
                       const prune::Subnetwork& subnetwork, const std::filesystem::path& output) {
  SRNET_ASSIGN_OR_RETURN(const auto file, MappedFile::Open(weights));
  StatusOr<TensorOutput> masked = Masked(file.bytes(), family, subnetwork);
  if (!masked.ok()) return Annotate(masked.status(), weights.native());
  return (*std::move(masked)).Write(output);
}

StatusOr<LayerWidths> WriteCutSubnetwork(const std::filesystem::path& weights, const LayerShape& shape,
                                         const prune::Subnetwork& subnetwork,
                                         const std::filesystem::path& output) {
  SRNET_ASSIGN_OR_RETURN(const auto file, MappedFile::Open(weights));
  StatusOr<TensorOutput> masked = Masked(file.bytes(), shape.family, subnetwork);
  if (!masked.ok()) return Annotate(masked.status(), weights.native());
  StatusOr<LayerWidths> widths = CutLayers(shape, *masked);
  if (!widths.ok()) return Annotate(widths.status(), weights.native());
  SRNET_RETURN_IF_ERROR((*std::move(masked)).Write(output));
  return widths;
}

Status WriteMasks(const prune::CodedTensors& masks, const std::filesystem::path& output) {
  TensorOutput tensors;
  for (const auto& [name, mask] : masks) {
    const std::string_view bytes(reinterpret_cast<const char*>(mask.codes.data()), mask.codes.size());
    SRNET_RETURN_IF_ERROR(
        tensors.Add({.name = name, .dtype = safetensors::Dtype::kU8, .shape = mask.shape}, bytes));
  }
  return std::move(tensors).Write(output);
}

}  // namespace srnet::model_export
