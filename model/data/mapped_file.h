// A file mapped read-only into memory, unmapped on destruction. Immutable, any thread.
//
// The file must not be changed while it is mapped; srnet's artifacts never are.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

#include "common/status/status.h"

namespace srnet::data {

class MappedFile {
 public:
  // NotFound, PermissionDenied, FailedPrecondition (not a regular file), ResourceExhausted; names the path.
  static StatusOr<std::unique_ptr<const MappedFile>> Open(const std::filesystem::path& path);

  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // Begins at a page boundary.
  std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}

  const char* data_;
  std::size_t size_;
};

}  // namespace srnet::data
