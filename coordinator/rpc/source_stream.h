// A server stream that is pulled out of a source, one message at a time, each read where blocking is allowed.
//
// The chain is: read from the source on the pool, write, and on with the next when the write is done. Only
// one link is ever active, so the reactor needs no lock, holds one message, and goes as fast as the reader
// reads.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "coordinator/rpc/call_policy.h"
#include "coordinator/rpc/grpc_status.h"
#include "coordinator/rpc/message_source.h"

namespace srnet::rpc {

template <typename Message>
class SourceStream final : public grpc::ServerWriteReactor<Message> {
 public:
  using Open = std::function<StatusOr<std::unique_ptr<MessageSource<Message>>>()>;

  // Owns itself until the call is over.
  static SourceStream* Start(const CallPolicy& policy, std::string_view method, Open open) {
    auto* stream = new SourceStream(policy, method);
    policy.run([stream, open = std::move(open)] { stream->Begin(open); });
    return stream;
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(Cancelled("the reader has gone"));
    policy_.run([this] { WriteNext(); });
  }

  // The source is closed where blocking is allowed; the object may be gone before `run` has returned.
  void OnDone() override {
    const auto run = policy_.run;
    run([this] { delete this; });
  }

 private:
  SourceStream(CallPolicy policy, std::string_view method)
      : policy_(std::move(policy)), method_(method), started_(std::chrono::steady_clock::now()) {}

  void Begin(const Open& open) {
    auto source = open();
    if (!source.ok()) return End(source.status());
    source_ = *std::move(source);
    WriteNext();
  }

  void WriteNext() {
    message_.Clear();
    const StatusOr<bool> more = source_->Next(message_);
    if (!more.ok()) return End(more.status());
    if (!*more) return End(Status());
    this->StartWrite(&message_);
  }

  void End(const Status& status) {
    policy_.observe(method_, status.code(), std::chrono::steady_clock::now() - started_);
    this->Finish(ToGrpc(status));
  }

  const CallPolicy policy_;
  const std::string_view method_;
  const std::chrono::steady_clock::time_point started_;
  std::unique_ptr<MessageSource<Message>> source_;
  Message message_;
};

}  // namespace srnet::rpc
