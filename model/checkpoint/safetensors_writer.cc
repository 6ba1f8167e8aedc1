#include "model/checkpoint/safetensors_writer.h"

#include <functional>
#include <optional>
#include <string_view>

#include "common/files/files.h"
#include "model/checkpoint/safetensors_format.h"
#include "model/safetensors/header.h"

namespace srnet::checkpoint {
namespace {

using safetensors::TensorEntry;
using TensorsByName = std::map<std::string, at::Tensor, std::less<>>;

StatusOr<std::vector<TensorEntry>> EntriesOf(const std::vector<NamedTensor>& tensors) {
  std::vector<TensorEntry> entries;
  for (const auto& [name, tensor] : tensors) {
    const std::optional<safetensors::Dtype> dtype =
        tensor.defined() ? DtypeOf(tensor.scalar_type()) : std::nullopt;
    if (!dtype.has_value()) {
      return InvalidArgument("tensor {} is undefined or has a dtype that safetensors files do not hold here",
                             name);
    }
    entries.push_back({.name = name, .dtype = *dtype, .shape = tensor.sizes().vec()});
  }
  SRNET_RETURN_IF_ERROR(safetensors::LayOut(entries));
  return entries;
}

}  // namespace

Status WriteSafetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                        const std::map<std::string, std::string>& metadata) {
  const StatusOr<std::vector<TensorEntry>> entries = EntriesOf(tensors);
  if (!entries.ok()) return Annotate(entries.status(), path.native());
  TensorsByName by_name;
  for (const NamedTensor& named : tensors) by_name[named.name] = named.tensor.detach().contiguous();
  const std::string header = safetensors::WriteHeader(*entries, metadata);
  std::vector<std::string_view> pieces = {header};
  for (const TensorEntry& entry : *entries) {
    const at::Tensor& tensor = by_name.find(entry.name)->second;
    pieces.emplace_back(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes());
  }
  return WriteFileAtomically(path, pieces);
}

}  // namespace srnet::checkpoint
