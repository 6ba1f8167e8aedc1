#include "model/export/tensor_output.h"

#include <utility>

#include "common/files/files.h"

namespace srnet::model_export {

using safetensors::TensorEntry;

Status TensorOutput::Add(TensorEntry entry, std::string_view bytes) {
  if (!bytes_.emplace(entry.name, bytes).second)
    return InvalidArgument("{} is there under two names", entry.name);
  std::string name = entry.name;
  entries_.emplace(std::move(name), std::move(entry));
  return absl::OkStatus();
}

const TensorEntry* TensorOutput::Find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

std::string_view TensorOutput::BytesOf(std::string_view name) const {
  const auto found = bytes_.find(name);
  SRNET_CHECK(found != bytes_.end());
  return found->second;
}

void TensorOutput::Replace(std::string_view name, std::vector<std::int64_t> shape, std::string bytes) {
  const auto found = entries_.find(name);
  SRNET_CHECK(found != entries_.end());
  found->second.shape = std::move(shape);
  bytes_.find(name)->second = own_.emplace_back(std::move(bytes));
}

Status TensorOutput::Write(const std::filesystem::path& path) && {
  // What `transformers` looks for before it reads a file.
  const std::map<std::string, std::string> metadata = {{"format", "pt"}};
  std::vector<TensorEntry> entries;
  entries.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) entries.push_back(entry);
  SRNET_RETURN_IF_ERROR(safetensors::LayOut(entries));
  const std::string header = safetensors::WriteHeader(entries, metadata);
  std::vector<std::string_view> pieces = {header};
  for (const TensorEntry& entry : entries) pieces.push_back(bytes_.at(entry.name));
  return WriteFileAtomically(path, pieces);
}

}  // namespace srnet::model_export
