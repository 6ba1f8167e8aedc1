#include "coordinator/rpc/watch_reactor.h"

#include <utility>

#include "coordinator/rpc/grpc_status.h"

namespace srnet::rpc {

using Base = grpc::ServerWriteReactor<v1::WatchSweepResponse>;

WatchReactor* WatchReactor::Start(const CallPolicy& policy,
                                  std::function<void(std::shared_ptr<WatchStream>)> begin) {
  const std::shared_ptr<WatchReactor> reactor(new WatchReactor(policy));
  reactor->self_ = reactor;
  policy.run([reactor, begin = std::move(begin)] { begin(reactor); });
  return reactor.get();
}

void WatchReactor::SetCallbacks(std::function<void()> on_writable, std::function<void()> on_closed) {
  if (closed_) return policy_.run(std::move(on_closed));  // Later, as the caller expects it.
  on_writable_ = std::move(on_writable);
  on_closed_ = std::move(on_closed);
}

void WatchReactor::Send(v1::WatchSweepResponse response) {
  SRNET_CHECK(writable());
  response_ = std::move(response);
  writing_ = true;
  Base::StartWrite(&response_);
}

void WatchReactor::Finish(const Status& status) {
  if (ending_.has_value()) return;
  ending_ = status;
  EndIfIdle();
}

// A status may only be sent when no write is outstanding.
void WatchReactor::EndIfIdle() {
  if (writing_ || finished_ || !ending_.has_value()) return;
  finished_ = true;
  policy_.observe("SweepService/WatchSweep", ending_->code(), std::nullopt);
  Base::Finish(ToGrpc(*ending_));
}

void WatchReactor::OnWriteDone(bool ok) {
  policy_.run([this, ok] {
    writing_ = false;
    if (!ok) Finish(Cancelled("the watcher has gone"));
    EndIfIdle();
    if (writable() && on_writable_) on_writable_();
  });
}

void WatchReactor::OnCancel() {
  policy_.run([this] {
    Finish(Cancelled("the watcher has gone"));
    Close();
  });
}

// The last reaction: the task posted here ends the object, perhaps before `run` has returned.
void WatchReactor::OnDone() {
  const auto run = policy_.run;
  run([self = std::move(self_)] { self->Close(); });
}

void WatchReactor::Close() {
  closed_ = true;
  on_writable_ = nullptr;
  if (auto on_closed = std::exchange(on_closed_, nullptr)) on_closed();
}

}  // namespace srnet::rpc
