// The answer to one call, to be given once, from any thread.
//
// A reply that is dropped without an answer, for example with a queue that is being destroyed, answers
// UNAVAILABLE: no caller waits for ever.
#pragma once

#include <utility>

#include "common/status/status.h"

#include "absl/functional/any_invocable.h"

namespace srnet::rpc {

template <typename Response>
class Reply {
 public:
  using Send = absl::AnyInvocable<void(StatusOr<Response>)>;

  explicit Reply(Send send) : send_(std::move(send)) {}
  Reply(Reply&& other) noexcept : send_(std::exchange(other.send_, nullptr)) {}
  Reply& operator=(Reply&&) = delete;
  ~Reply() {
    if (send_) send_(Unavailable("the coordinator is shutting down: try again"));
  }

  void operator()(StatusOr<Response> response) {
    SRNET_CHECK(send_);
    std::exchange(send_, nullptr)(std::move(response));
  }

 private:
  Send send_;
};

}  // namespace srnet::rpc
