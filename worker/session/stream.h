// One stream of messages to and from the coordinator, driven from the control loop.
//
// All calls and all callbacks are on the loop; gRPC's own threads only post. One read and one write are in
// flight at most: the next read starts when a message has been handled, Write is allowed when the last one
// has gone out.
//
//   constructed --> on_message*, on_written* --> on_end, once, last
//
// Destroying the object cancels the call and ends the callbacks. The first message may be written at once.
#pragma once

#include <functional>
#include <memory>

#include "common/asio/loop.h"
#include "common/status/status.h"

#include "srnet/v1/worker_service.grpc.pb.h"

namespace srnet::session {

struct StreamCallbacks {
  std::function<void(const v1::SessionResponse&)> on_message;
  std::function<void()> on_written;
  std::function<void(const Status&)> on_end;
};

class Stream {
 public:
  // `lease` is released when gRPC has done with the stream, from when on it posts nothing to the loop any
  // more.
  Stream(asio::Loop& loop, std::shared_ptr<v1::WorkerService::Stub> stub, StreamCallbacks callbacks,
         std::shared_ptr<void> lease);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool can_write() const;
  void Write(v1::SessionRequest message);

 private:
  class Reactor;
  std::shared_ptr<Reactor> reactor_;
};

}  // namespace srnet::session
