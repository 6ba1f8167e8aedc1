// Results of everything the outside world can make fail, and the abort for what cannot happen.
//
// A function that can fail because of its input, a file, a peer or a disk returns absl::Status or
// absl::StatusOr; the code is gRPC's, so choosing a code is choosing what a client does about it. A message
// says what, where (file and line, id) and what to do. Any thread.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace srnet {

using absl::Status;
using absl::StatusCode;
using absl::StatusOr;

// Each makes a status of that code from a format string: InvalidArgument("row {} has {} columns", row,
// count).
#define SRNET_STATUS_FACTORY(Name)                                               \
  template <typename... Args>                                                    \
  Status Name(fmt::format_string<Args...> text, Args&&... args) {                \
    const std::string message = fmt::format(text, std::forward<Args>(args)...);  \
    return absl::Name##Error(absl::string_view(message.data(), message.size())); \
  }
SRNET_STATUS_FACTORY(Aborted)
SRNET_STATUS_FACTORY(AlreadyExists)
SRNET_STATUS_FACTORY(Cancelled)
SRNET_STATUS_FACTORY(DataLoss)
SRNET_STATUS_FACTORY(DeadlineExceeded)
SRNET_STATUS_FACTORY(FailedPrecondition)
SRNET_STATUS_FACTORY(Internal)
SRNET_STATUS_FACTORY(InvalidArgument)
SRNET_STATUS_FACTORY(NotFound)
SRNET_STATUS_FACTORY(OutOfRange)
SRNET_STATUS_FACTORY(PermissionDenied)
SRNET_STATUS_FACTORY(ResourceExhausted)
SRNET_STATUS_FACTORY(Unauthenticated)
SRNET_STATUS_FACTORY(Unavailable)
SRNET_STATUS_FACTORY(Unimplemented)
#undef SRNET_STATUS_FACTORY

// The message of a status as std::string_view (abseil's own view type is another one here).
inline std::string_view Message(const Status& status) {
  return {status.message().data(), status.message().size()};
}

// The same code with "context: " before the message. OK stays OK.
Status Annotate(const Status& status, std::string_view context);

// "NOT_FOUND", the canonical name.
std::string_view CodeName(StatusCode code);

namespace status_internal {
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);
}  // namespace status_internal

}  // namespace srnet

// Returns the status from the enclosing function unless it is OK.
#define SRNET_RETURN_IF_ERROR(expression)                                                    \
  do {                                                                                       \
    if (::absl::Status srnet_status = (expression); !srnet_status.ok()) return srnet_status; \
  } while (false)

#define SRNET_CONCAT_INNER(a, b) a##b
#define SRNET_CONCAT(a, b) SRNET_CONCAT_INNER(a, b)

// SRNET_ASSIGN_OR_RETURN(auto file, File::Open(path));
#define SRNET_ASSIGN_OR_RETURN(declaration, expression) \
  SRNET_ASSIGN_OR_RETURN_INNER(SRNET_CONCAT(srnet_result_, __LINE__), declaration, expression)
#define SRNET_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                         \
  if (!result.ok()) return result.status();                           \
  declaration = *std::move(result)

// Aborts with the condition, file and line. For a programmer's error only, never for input.
#define SRNET_CHECK(condition) \
  ((condition) ? (void)0 : ::srnet::status_internal::CheckFailed(#condition, __FILE__, __LINE__))
