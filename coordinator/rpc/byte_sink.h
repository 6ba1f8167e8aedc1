// Where an upload goes, one piece after the other. One thread at a time; every call may block on files.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/status/status.h"

namespace srnet::rpc {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  virtual Status Append(std::string_view bytes) = 0;

  // OK: all of it is verified and on disk. Returns how many bytes it is.
  virtual StatusOr<std::int64_t> Finish() = 0;
};

}  // namespace srnet::rpc
