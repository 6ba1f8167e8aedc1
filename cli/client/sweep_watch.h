// One watch of a sweep as a stream that can be waited for with a time limit.
//
// Lives on one thread; Cancel may be called on any.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/support/async_stream.h>

#include <chrono>
#include <memory>

#include "cli/client/connection.h"
#include "common/status/status.h"

namespace srnet::cli {

class SweepWatch {
 public:
  enum class Event {
    kResponse,  // `response` is the next one.
    kQuiet,     // Nothing came in time; `response` is as it was.
    kEnd,       // See status().
  };

  // Opens the stream. The connection must outlive it.
  SweepWatch(const Connection& connection, const v1::WatchSweepRequest& request);
  ~SweepWatch();  // Ends the stream.
  SweepWatch(const SweepWatch&) = delete;
  SweepWatch& operator=(const SweepWatch&) = delete;

  Event Next(std::chrono::milliseconds patience, v1::WatchSweepResponse& response);

  // Makes Next return kEnd soon.
  void Cancel() { context_.TryCancel(); }

  // How the stream ended: OK when the service had no more to say.
  const Status& status() const { return status_; }

 private:
  enum class Step { kOpening, kReading, kFinishing, kEnded };

  void Read();
  void Finish();

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::WatchSweepResponse>> reader_;
  Step step_ = Step::kOpening;  // What the one operation under way is.
  v1::WatchSweepResponse incoming_;
  grpc::Status final_;
  Status status_;
};

}  // namespace srnet::cli
