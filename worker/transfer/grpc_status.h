// The status of a call as a status of ours: the same code, and the words with what was tried before them.
#pragma once

#include <grpcpp/support/status.h>

#include <string_view>

#include "common/status/status.h"

namespace srnet::transfer {

inline Status FromGrpc(const grpc::Status& status, std::string_view context) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = fmt::format("{}: {}", context, status.error_message());
  return Status(static_cast<StatusCode>(status.error_code()),
                absl::string_view(message.data(), message.size()));
}

}  // namespace srnet::transfer
