// The status of a call as a status of ours: the same code and words. Any thread.
#pragma once

#include <grpcpp/support/status.h>

#include <string_view>

#include "common/status/status.h"

namespace srnet::cli {

inline Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string& message = status.error_message();
  return Status(static_cast<StatusCode>(status.error_code()),
                absl::string_view(message.data(), message.size()));
}

}  // namespace srnet::cli
