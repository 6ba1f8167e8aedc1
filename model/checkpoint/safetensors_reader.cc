#include "model/checkpoint/safetensors_reader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "model/checkpoint/safetensors_format.h"

namespace srnet::checkpoint {

StatusOr<SafetensorsReader> SafetensorsReader::Open(const std::filesystem::path& path) {
  SafetensorsReader reader;
  reader.path_ = path;
  SRNET_ASSIGN_OR_RETURN(reader.file_, MappedFile::Open(path));
  StatusOr<safetensors::Header> header = safetensors::ParseHeader(reader.file_.bytes());
  if (!header.ok()) return Annotate(header.status(), path.native());
  reader.data_begin_ = header->data_begin;
  reader.entries_ = std::move(header->entries);
  reader.metadata_ = std::move(header->metadata);
  return reader;
}

const TensorEntry* SafetensorsReader::Find(std::string_view name) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), name,
                       [](const TensorEntry& entry, std::string_view key) { return entry.name < key; });
  return found != entries_.end() && found->name == name ? &*found : nullptr;
}

StatusOr<at::Tensor> SafetensorsReader::Read(std::string_view name) const {
  const TensorEntry* entry = Find(name);
  if (entry == nullptr) return NotFound("{} has no tensor {}", path_.native(), name);
  at::Tensor tensor = at::empty(entry->shape, ScalarTypeOf(entry->dtype));
  const std::size_t size = entry->end - entry->begin;
  if (size > 0)
    std::memcpy(tensor.mutable_data_ptr(), file_.bytes().data() + data_begin_ + entry->begin, size);
  return tensor;
}

}  // namespace srnet::checkpoint
