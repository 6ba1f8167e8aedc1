#include "cli/client/sweep_watch.h"

#include "cli/client/grpc_status.h"

namespace srnet::cli {

SweepWatch::SweepWatch(const Connection& connection, const v1::WatchSweepRequest& request)
    : reader_(connection.sweeps->AsyncWatchSweep(&context_, request, &queue_, this)) {}

SweepWatch::~SweepWatch() {
  context_.TryCancel();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void SweepWatch::Read() {
  step_ = Step::kReading;
  reader_->Read(&incoming_, this);
}

void SweepWatch::Finish() {
  step_ = Step::kFinishing;
  reader_->Finish(&final_, this);
}

SweepWatch::Event SweepWatch::Next(std::chrono::milliseconds patience, v1::WatchSweepResponse& response) {
  const auto deadline = std::chrono::system_clock::now() + patience;
  while (step_ != Step::kEnded) {
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, deadline) != grpc::CompletionQueue::GOT_EVENT) return Event::kQuiet;
    if (step_ == Step::kFinishing) {
      step_ = Step::kEnded;
      status_ = FromGrpc(final_);
    } else if (!ok) {
      Finish();
    } else if (step_ == Step::kOpening) {
      Read();
    } else {
      response.Swap(&incoming_);
      Read();
      return Event::kResponse;
    }
  }
  return Event::kEnd;
}

}  // namespace srnet::cli
