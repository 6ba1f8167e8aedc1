// A whole file mapped for reading; unmapped on destruction. Movable, sole owner; any thread may read it.
//
// The file must not be changed while it is mapped; the artifacts of srnet never are.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/status/status.h"

namespace srnet {

class MappedFile {
 public:
  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept;

  // A regular file only. NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION (folder, pipe); an empty file maps
  // to "".
  static StatusOr<MappedFile> Open(const std::filesystem::path& path);

  // Begins at a page boundary.
  std::string_view bytes() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace srnet
