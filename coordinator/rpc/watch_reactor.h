// The gRPC side of a WatchStream. Reactions only post to the control loop, where all its state lives.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <optional>

#include "coordinator/rpc/call_policy.h"
#include "coordinator/rpc/watch_stream.h"

namespace srnet::rpc {

class WatchReactor final : public grpc::ServerWriteReactor<v1::WatchSweepResponse>,
                           public WatchStream,
                           public std::enable_shared_from_this<WatchReactor> {
 public:
  // Keeps itself alive until gRPC is done with it. `begin` runs on the loop.
  static WatchReactor* Start(const CallPolicy& policy,
                             std::function<void(std::shared_ptr<WatchStream>)> begin);

  void SetCallbacks(std::function<void()> on_writable, std::function<void()> on_closed) override;
  bool writable() const override { return !writing_ && !ending_.has_value(); }
  void Send(v1::WatchSweepResponse response) override;
  void Finish(const Status& status) override;

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  explicit WatchReactor(const CallPolicy& policy) : policy_(policy) {}

  void EndIfIdle();
  void Close();

  const CallPolicy policy_;
  std::shared_ptr<WatchReactor> self_;
  std::function<void()> on_writable_;
  std::function<void()> on_closed_;
  v1::WatchSweepResponse response_;  // Of the write under way.
  bool writing_ = false;
  bool finished_ = false;
  bool closed_ = false;           // `on_closed_` was called, or would have been.
  std::optional<Status> ending_;  // How the stream shall end, once the write under way is over.
};

}  // namespace srnet::rpc
