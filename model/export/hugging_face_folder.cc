#include "model/export/hugging_face_folder.h"

#include <stdlib.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/files/errno_status.h"
#include "common/files/files.h"
#include "model/export/classifier_config.h"
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

Status WriteFiles(const Product& product, bool mask_apart, const fs::path& folder) {
  const fs::path config_path = product.model_folder / "config.json";
  SRNET_ASSIGN_OR_RETURN(const std::string json, ReadFile(config_path, kMaxConfigBytes));
  SRNET_ASSIGN_OR_RETURN(const ClassifierConfig config,
                         MakeClassifierConfig(json, config_path.native(), product.labels));
  prune::Subnetwork subnetwork;
  if (product.mask.has_value()) {
    SRNET_ASSIGN_OR_RETURN(subnetwork, prune::ReadSubnetwork(*product.mask));
  }
  prune::CodedTensors apart;
  if (mask_apart) apart = std::exchange(subnetwork.masks, {});
  SRNET_RETURN_IF_ERROR(CopyTokenizer(product.model_folder, folder));
  SRNET_RETURN_IF_ERROR(
      WriteSubnetwork(product.weights, config.family, subnetwork, folder / "model.safetensors"));
  if (mask_apart) SRNET_RETURN_IF_ERROR(WriteMasks(apart, folder / "mask.safetensors"));
  return WriteFileAtomically(folder / "config.json", config.json);
}

}  // namespace

Status WriteHuggingFaceFolder(const Product& product, bool mask_apart, const fs::path& output) {
  std::error_code error;
  const bool taken = fs::exists(output, error) && !fs::is_empty(output, error);
  if (error) return ErrnoStatus(error.value(), "cannot look into {}", output.native());
  if (taken) return AlreadyExists("{} exists and is not empty", output.native());
  if (mask_apart && !product.mask.has_value())
    return InvalidArgument("this product has no mask that could stay apart: its zeros are in its weights");
  // Beside its place, which the rename then takes whole.
  const fs::path place = output.has_filename() ? output : output.parent_path();  // without a slash at its end
  std::string incoming = place.native() + ".XXXXXX";
  if (place.has_parent_path()) SRNET_RETURN_IF_ERROR(MakeDirectories(place.parent_path()));
  if (::mkdtemp(incoming.data()) == nullptr) return ErrnoStatus(errno, "cannot make the folder {}", incoming);
  fs::permissions(incoming, fs::perms(0755), error);  // mkdtemp's folder is the user's alone.
  Status status = WriteFiles(product, mask_apart, incoming);
  if (status.ok()) {
    fs::rename(incoming, place, error);
    if (error) status = ErrnoStatus(error.value(), "cannot name the folder {}", output.native());
  }
  if (!status.ok()) fs::remove_all(incoming, error);
  return status;
}

}  // namespace srnet::model_export
