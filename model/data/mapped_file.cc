#include "model/data/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"

namespace srnet::data {

StatusOr<std::unique_ptr<const MappedFile>> MappedFile::Open(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return ErrnoStatus(errno, "cannot stat {}", path.native());
  if (!S_ISREG(info.st_mode)) return FailedPrecondition("{} is not a regular file", path.native());
  const auto size = static_cast<std::size_t>(info.st_size);
  // An empty mapping is an error of mmap, an empty file is none of ours.
  if (size == 0) return std::unique_ptr<const MappedFile>(new MappedFile(nullptr, 0));
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return ErrnoStatus(errno, "cannot map {}", path.native());
  return std::unique_ptr<const MappedFile>(new MappedFile(static_cast<const char*>(data), size));
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace srnet::data
