#include "common/files/errno_status.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace srnet {

StatusCode CodeOfErrno(int error) {
  switch (error) {
    case 0:
      return StatusCode::kOk;
    case ENOENT:
      return StatusCode::kNotFound;
    case EEXIST:
      return StatusCode::kAlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
      return StatusCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return StatusCode::kResourceExhausted;
    case ENOTDIR:
    case EISDIR:
    case ENOTEMPTY:
    case EXDEV:
    case ETXTBSY:
      return StatusCode::kFailedPrecondition;
    case EINVAL:
    case ELOOP:
    case ENAMETOOLONG:
      return StatusCode::kInvalidArgument;
    case EIO:
      return StatusCode::kDataLoss;
    case EAGAIN:
    case EBUSY:
    case EINTR:
      return StatusCode::kUnavailable;
    default:
      return StatusCode::kInternal;
  }
}

namespace {

// What to do, where the system's own words leave it open and it does not depend on the file.
std::string_view RemedyFor(int error) {
  switch (error) {
    case ENOSPC:
      return ": free space on that disk";
    case EDQUOT:
      return ": free space under your quota";
    case EMFILE:
    case ENFILE:
      return ": raise the limit of open files (ulimit -n)";
    default:
      return "";
  }
}

}  // namespace

Status MakeErrnoStatus(int error, std::string_view context) {
  const std::string message =
      fmt::format("{}: {}{}", context, std::generic_category().message(error), RemedyFor(error));
  return Status(CodeOfErrno(error), absl::string_view(message.data(), message.size()));
}

}  // namespace srnet
