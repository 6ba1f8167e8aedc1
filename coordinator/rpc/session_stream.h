// One worker's session, as the control loop sees it. Lives on the control loop: all calls, both ways.
#pragma once

#include <memory>

#include "common/status/status.h"

#include "srnet/v1/worker_service.pb.h"

namespace srnet::rpc {

class SessionStream {
 public:
  virtual ~SessionStream() = default;

  // Each response states everything the coordinator wants, so one that waits to be written is replaced by a
  // newer one: the outbound queue never holds more than one.
  virtual void Send(v1::SessionResponse response) = 0;

  // Asks for the next message. The handler calls it when it has dealt with the last one; a worker that talks
  // faster than that is slowed down.
  virtual void ReadNext() = 0;

  // Ends the session after what was sent. The first call counts.
  virtual void Finish(const Status& status) = 0;
};

class SessionHandler {
 public:
  virtual ~SessionHandler() = default;

  virtual void OnMessage(const std::shared_ptr<SessionStream>& stream, v1::SessionRequest request) = 0;

  // The worker closed its side, the stream broke, or Finish was carried out. Called once; no message comes
  // after it.
  virtual void OnClosed(const std::shared_ptr<SessionStream>& stream) = 0;
};

}  // namespace srnet::rpc
