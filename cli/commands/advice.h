// What a command adds to an error that it passes on. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet::cli {

// The same code with the advice behind the message. OK stays OK.
inline Status WithAdvice(const Status& status, std::string_view advice) {
  const std::string message = fmt::format("{}{}", Message(status), advice);
  return Status(status.code(), absl::string_view(message.data(), message.size()));
}

// Whether the request names something that is not there, or nothing at all.
inline bool IsAboutAName(const Status& status) {
  return status.code() == StatusCode::kNotFound || status.code() == StatusCode::kInvalidArgument;
}

}  // namespace srnet::cli
