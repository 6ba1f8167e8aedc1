// A stream of answers as a test wrote them.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace srnet::testing {

// One stream: the responses that the script has for it, then its end or, without one, nothing until the
// client goes. Deletes itself.
template <typename Response>
class ScriptedStream final : public grpc::ServerWriteReactor<Response> {
 public:
  ScriptedStream(std::vector<Response> responses, std::optional<grpc::Status> end)
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
    const Response* next = nullptr;
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
    if (next != nullptr) this->StartWrite(next);
    if (end) this->Finish(*end);
  }

  std::mutex mutex_;  // A cancellation comes at any moment.
  const std::vector<Response> responses_;
  const std::optional<grpc::Status> end_;
  std::size_t position_ = 0;
  bool writing_ = false;
  bool cancelled_ = false;
  bool finished_ = false;
};

}  // namespace srnet::testing
