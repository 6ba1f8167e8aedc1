// The status of a failed system call: the code that tells a client what to do, with the system's own words.
//
//   return ErrnoStatus(errno, "cannot open {}", path.native());    // NOT_FOUND: cannot open x: No such file
//   ...
//
// A full disk or quota, a file size limit and a lack of descriptors or memory are RESOURCE_EXHAUSTED; a
// failing device is DATA_LOSS. Any thread.
#pragma once

#include <string_view>
#include <utility>

#include "common/status/status.h"

namespace srnet {

StatusCode CodeOfErrno(int error);

Status MakeErrnoStatus(int error, std::string_view context);

template <typename... Args>
Status ErrnoStatus(int error, fmt::format_string<Args...> text, Args&&... args) {
  return MakeErrnoStatus(error, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace srnet
