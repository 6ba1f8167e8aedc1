#include "coordinator/rpc/session_reactor.h"

#include <utility>

#include "coordinator/rpc/grpc_status.h"

namespace srnet::rpc {

using Base = grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>;

SessionReactor* SessionReactor::Start(const CallPolicy& policy, SessionHandler& handler) {
  const std::shared_ptr<SessionReactor> reactor(new SessionReactor(policy, handler));
  reactor->self_ = reactor;
  reactor->StartRead(&reactor->request_);
  return reactor.get();
}

void SessionReactor::Send(v1::SessionResponse response) {
  if (ending_.has_value()) return;
  waiting_ = std::move(response);
  Pump();
}

void SessionReactor::ReadNext() {
  if (!finished_ && !closed_) StartRead(&request_);
}

void SessionReactor::Finish(const Status& status) {
  if (ending_.has_value()) return;
  ending_ = status;
  Pump();
}

// Starts what may start: one write at a time, and the status only when no write is outstanding.
void SessionReactor::Pump() {
  if (writing_ || finished_) return;
  if (waiting_.has_value()) {
    response_ = *std::exchange(waiting_, std::nullopt);
    writing_ = true;
    StartWrite(&response_);
  } else if (ending_.has_value()) {
    finished_ = true;
    policy_.observe("WorkerService/Session", ending_->code(), std::nullopt);
    Base::Finish(ToGrpc(*ending_));
  }
}

void SessionReactor::OnReadDone(bool ok) {
  policy_.run([this, ok] {
    if (closed_ || ending_.has_value()) return;
    if (ok) return handler_.OnMessage(self_, std::move(request_));
    Finish(Status());  // The worker has closed its side, or the stream broke.
    Close();
  });
}

void SessionReactor::OnWriteDone(bool ok) {
  policy_.run([this, ok] {
    writing_ = false;
    if (!ok) {
      waiting_.reset();
      Finish(Cancelled("the worker has gone"));
    }
    Pump();
  });
}

void SessionReactor::OnCancel() {
  policy_.run([this] {
    waiting_.reset();
    Finish(Cancelled("the worker has gone"));
    Close();
  });
}

// The last reaction: the task posted here ends the object, perhaps before `run` has returned.
void SessionReactor::OnDone() {
  const auto run = policy_.run;
  run([this] {
    Close();
    self_.reset();
  });
}

void SessionReactor::Close() {
  if (!std::exchange(closed_, true)) handler_.OnClosed(self_);
}

}  // namespace srnet::rpc
