// The gRPC side of a SessionStream. Reactions only post to the control loop, where all its state lives.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>

#include "coordinator/rpc/call_policy.h"
#include "coordinator/rpc/session_stream.h"

namespace srnet::rpc {

class SessionReactor final : public grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>,
                             public SessionStream,
                             public std::enable_shared_from_this<SessionReactor> {
 public:
  // Keeps itself alive until gRPC is done with it. The handler must outlive that.
  static SessionReactor* Start(const CallPolicy& policy, SessionHandler& handler);

  void Send(v1::SessionResponse response) override;
  void ReadNext() override;
  void Finish(const Status& status) override;

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  SessionReactor(const CallPolicy& policy, SessionHandler& handler) : policy_(policy), handler_(handler) {}

  void Pump();
  void Close();

  const CallPolicy policy_;
  SessionHandler& handler_;
  std::shared_ptr<SessionReactor> self_;
  v1::SessionRequest request_;    // Belongs to gRPC between ReadNext and its end.
  v1::SessionResponse response_;  // Of the write under way.
  std::optional<v1::SessionResponse> waiting_;
  std::optional<Status> ending_;  // How the session shall end, once nothing waits to be written.
  bool writing_ = false;
  bool finished_ = false;
  bool closed_ = false;
};

}  // namespace srnet::rpc
