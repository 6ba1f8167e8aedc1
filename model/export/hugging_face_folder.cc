#include "model/export/hugging_face_folder.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "common/files/files.h"
#include "common/files/incoming.h"
#include "model/export/classifier_config.h"
#include "model/export/layer_shape.h"
#include "model/export/subnetwork_file.h"

namespace srnet::model_export {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxConfigBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxTokenizerBytes = std::uint64_t{256} << 20;
constexpr std::array<std::string_view, 6> kTokenizerFiles = {"merges.txt",     "special_tokens_map.json",
                                                             "tokenizer.json", "tokenizer_config.json",
                                                             "vocab.json",     "vocab.txt"};

Status CopyTokenizer(const fs::path& model_folder, const fs::path& output) {
  for (const std::string_view name : kTokenizerFiles) {
    const StatusOr<std::string> bytes = ReadFile(model_folder / name, kMaxTokenizerBytes);
    if (bytes.status().code() == StatusCode::kNotFound) continue;
    if (!bytes.ok()) return bytes.status();
    SRNET_RETURN_IF_ERROR(WriteFileAtomically(output / name, *bytes));
  }
  return absl::OkStatus();
}

// Returns config.json, with what is left of each layer.
StatusOr<std::string> WriteCutWeights(const Product& product, const std::string& config,
                                      const prune::Subnetwork& subnetwork, const fs::path& folder) {
  const std::string source = (product.model_folder / "config.json").native();
  SRNET_ASSIGN_OR_RETURN(const LayerShape shape, ReadLayerShape(config, source));
  SRNET_ASSIGN_OR_RETURN(const LayerWidths widths, WriteCutSubnetwork(product.weights, shape, subnetwork,
                                                                      folder / "model.safetensors"));
  return WithLayerWidths(config, shape, widths);
}

Status WriteFiles(const Product& product, Form form, const fs::path& folder) {
  const fs::path config_path = product.model_folder / "config.json";
  SRNET_ASSIGN_OR_RETURN(const std::string json, ReadFile(config_path, kMaxConfigBytes));
  SRNET_ASSIGN_OR_RETURN(ClassifierConfig config,
                         MakeClassifierConfig(json, config_path.native(), product.labels));
  prune::Subnetwork subnetwork;
  if (product.mask.has_value()) {
    SRNET_ASSIGN_OR_RETURN(subnetwork, prune::ReadSubnetwork(*product.mask));
  }
  if (form == Form::kMaskApart) {
    const prune::CodedTensors apart = std::exchange(subnetwork.masks, {});
    SRNET_RETURN_IF_ERROR(WriteMasks(apart, folder / "mask.safetensors"));
  }
  if (form == Form::kCutOut) {
    SRNET_ASSIGN_OR_RETURN(config.json, WriteCutWeights(product, config.json, subnetwork, folder));
  } else {
    SRNET_RETURN_IF_ERROR(
        WriteSubnetwork(product.weights, config.family, subnetwork, folder / "model.safetensors"));
  }
  SRNET_RETURN_IF_ERROR(CopyTokenizer(product.model_folder, folder));
  if (HasUnequalLayers(config.json))
    SRNET_RETURN_IF_ERROR(WriteFileAtomically(folder / kLayersModule, LayersModule()));
  return WriteFileAtomically(folder / "config.json", config.json);
}

}  // namespace

Status WriteHuggingFaceFolder(const Product& product, Form form, const fs::path& output) {
  if (form == Form::kMaskApart && !product.mask.has_value())
    return InvalidArgument("this product has no mask that could stay apart: its zeros are in its weights");
  SRNET_ASSIGN_OR_RETURN(Incoming incoming, Incoming::Folder(output));
  SRNET_RETURN_IF_ERROR(WriteFiles(product, form, incoming.path()));
  return incoming.Arrive();
}

}  // namespace srnet::model_export
