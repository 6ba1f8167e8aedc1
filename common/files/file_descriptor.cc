#include "common/files/file_descriptor.h"

#include <unistd.h>

#include <cerrno>

namespace srnet {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    Reset();
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

void FileDescriptor::Reset() { Close(); }

int FileDescriptor::Close() {
  const int descriptor = std::exchange(descriptor_, -1);
  if (descriptor < 0) return 0;
  // On Linux the descriptor is gone even after EINTR, so there is nothing to repeat.
  return ::close(descriptor) == 0 ? 0 : errno;
}

}  // namespace srnet
