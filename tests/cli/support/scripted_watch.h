// One watch: the responses that the script has for it, then its end or, without one, nothing until the client
// goes.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::testing {

// Deletes itself.
class ScriptedWatch final : public grpc::ServerWriteReactor<v1::WatchSweepResponse> {
 public:
  ScriptedWatch(std::vector<v1::WatchSweepResponse> responses, std::optional<grpc::Status> end)
      : responses_(std::move(responses)), end_(std::move(end)) {
    GoOn([] {});
  }

  void OnWriteDone(bool) override {
    GoOn([this] { writing_ = false; });
  }
  void OnCancel() override {
    GoOn([this] { cancelled_ = true; });
  }
  void OnDone() override { delete this; }

 private:
  // Decides under the lock and acts without it: Finish may end the object.
  void GoOn(const std::function<void()>& what_happened) {
    const v1::WatchSweepResponse* next = nullptr;
    std::optional<grpc::Status> end;
    {
      const std::lock_guard lock(mutex_);
      what_happened();
      if (writing_ || finished_) return;
      if (cancelled_) {
        end = grpc::Status::CANCELLED;
      } else if (position_ < responses_.size()) {
        next = &responses_[position_++];
      } else {
        end = end_;
      }
      writing_ = next != nullptr;
      finished_ = end.has_value();
    }
    if (next != nullptr) StartWrite(next);
    if (end) Finish(*end);
  }

  std::mutex mutex_;  // A cancellation comes at any moment.
  const std::vector<v1::WatchSweepResponse> responses_;
  const std::optional<grpc::Status> end_;
  std::size_t position_ = 0;
  bool writing_ = false;
  bool cancelled_ = false;
  bool finished_ = false;
};

}  // namespace srnet::testing
