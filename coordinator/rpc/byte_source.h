// Bytes that are sent in pieces: an export or an artifact. One thread at a time; Next may block on files.
#pragma once

#include <string>

#include "common/status/status.h"

namespace srnet::rpc {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // The next piece, at most 1 MiB; empty at the end.
  virtual StatusOr<std::string> Next() = 0;
};

}  // namespace srnet::rpc
