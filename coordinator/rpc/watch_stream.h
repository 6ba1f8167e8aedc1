// One watcher of a sweep, as the control loop sees it.
//
// The stream takes one response at a time and asks for the next when that is written, so a slow reader costs
// one message of memory, and what it is sent is always the newest. Lives on the control loop: all calls, both
// ways.
#pragma once

#include <functional>

#include "common/status/status.h"

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::rpc {

class WatchStream {
 public:
  virtual ~WatchStream() = default;

  // `on_writable` is called after each Send that went out, `on_closed` once, when the watcher has gone or
  // Finish was carried out. Set them before the first Send.
  virtual void SetCallbacks(std::function<void()> on_writable, std::function<void()> on_closed) = 0;

  virtual bool writable() const = 0;

  // The stream must be writable.
  virtual void Send(v1::WatchSweepResponse response) = 0;

  // Ends the stream after what was sent. The first call counts.
  virtual void Finish(const Status& status) = 0;
};

}  // namespace srnet::rpc
