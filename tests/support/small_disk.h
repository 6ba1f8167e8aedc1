// A file system of a few megabytes that can be filled up, as a disk is.
//
// A tmpfs in a mount namespace of this process and of the children it starts, so that nothing of it is left
// however the test ends. Not every container may mount:
//
//   SmallDisk disk(8 << 20);
//   if (!disk.refusal().empty()) GTEST_SKIP() << disk.refusal();
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "tests/support/temporary_directory.h"

namespace srnet::testing {

class SmallDisk {
 public:
  explicit SmallDisk(std::size_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Why there is no disk; empty when there is one.
  const std::string& refusal() const { return refusal_; }
  const std::filesystem::path& path() const { return mount_; }
  std::filesystem::path operator/(const std::string& name) const { return mount_ / name; }

  // Takes all free space but `left` bytes. Free gives it back.
  void Fill(std::size_t left = 0);
  void Free();

 private:
  TemporaryDirectory folder_;
  std::filesystem::path mount_;
  std::string refusal_;
};

}  // namespace srnet::testing
