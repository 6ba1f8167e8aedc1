#include "cli/commands/scratch_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "common/files/errno_status.h"

namespace srnet::cli {

StatusOr<ScratchFolder> ScratchFolder::Make() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  if (error) return FailedPrecondition("TMPDIR: {}", error.message());
  std::string pattern = (parent / "srnet-XXXXXX").native();
  if (::mkdtemp(pattern.data()) == nullptr)
    return ErrnoStatus(errno, "{}: cannot make a folder", parent.native());
  return ScratchFolder(pattern);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace srnet::cli
