#include "common/files/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"

namespace srnet {
namespace {

void Unmap(const char* data, std::size_t size) {
  if (data != nullptr) ::munmap(const_cast<char*>(data), size);
}

}  // namespace

MappedFile::~MappedFile() { Unmap(data_, size_); }

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this != &other) {
    Unmap(data_, size_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

StatusOr<MappedFile> MappedFile::Open(const std::filesystem::path& path) {
  const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!descriptor.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());
  struct stat status = {};
  if (::fstat(descriptor.get(), &status) != 0) return ErrnoStatus(errno, "cannot examine {}", path.native());
  if (!S_ISREG(status.st_mode)) return FailedPrecondition("{} is not a regular file", path.native());
  MappedFile file;
  if (status.st_size == 0) return file;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.get(), 0);
  if (data == MAP_FAILED) return ErrnoStatus(errno, "cannot map {}", path.native());
  file.data_ = static_cast<const char*>(data);
  file.size_ = size;
  return file;
}

}  // namespace srnet
