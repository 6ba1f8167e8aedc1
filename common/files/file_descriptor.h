// Sole owner of an open file descriptor; closes it on destruction. One thread at a time.
#pragma once

#include <utility>

namespace srnet {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() { Reset(); }
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;

  bool valid() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

  void Reset();

  // Gives the descriptor to the caller, who closes it.
  int Release() { return std::exchange(descriptor_, -1); }

  // Closes and returns close's errno (0 on success): the last chance to hear of a delayed write error.
  int Close();

 private:
  int descriptor_ = -1;
};

}  // namespace srnet
