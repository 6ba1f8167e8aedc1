// Runs the fake trainer to its end on a loop of its own.
#pragma once

#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/asio/loop.h"
#include "tests/support/temporary_directory.h"
#include "worker/supervise/trainer.h"

namespace srnet::testing {

class TrainerRunner {
 public:
  TrainerRunner() { loop_.Start(); }
  ~TrainerRunner() {
    loop_.Call([this] { trainer_.reset(); });
    loop_.Stop();
  }

  std::filesystem::path folder() const { return folder_.path(); }

  Status Start(const std::vector<std::string>& script,
               std::chrono::milliseconds grace = std::chrono::hours(1),
               const std::string& program = SRNET_FAKE_TRAINER) {
    std::ofstream(folder_ / "request.json")
        << nlohmann::json{{"script", script}, {"output", (folder_ / "out").native()}};
    Status status;
    loop_.Call([&] {
      auto trainer = supervise::Trainer::Start(
          loop_,
          {.program = program, .request = folder_ / "request.json", .log = folder_ / "log", .grace = grace},
          [this](trainer_protocol::Event event) { events_.push_back(std::move(event)); },
          [this](const supervise::TrainerEnd& end) { end_.set_value(end); });
      status = trainer.status();
      if (trainer.ok()) trainer_ = *std::move(trainer);
    });
    return status;
  }

  void Stop(trainer_protocol::FailureClass why) {
    loop_.Call([&] { trainer_->Stop(why); });
  }
  void Kill(trainer_protocol::FailureClass why) {
    loop_.Call([&] { trainer_->Kill(why); });
  }
  void Destroy() {
    loop_.Call([&] { trainer_.reset(); });
  }

  supervise::TrainerEnd End() { return end_.get_future().get(); }

  supervise::TrainerEnd Run(const std::vector<std::string>& script) {
    const Status status = Start(script);
    if (!status.ok()) std::abort();
    return End();
  }

  // Complete once End has returned.
  const std::vector<trainer_protocol::Event>& events() const { return events_; }

 private:
  TemporaryDirectory folder_;
  asio::Loop loop_{"test"};
  std::unique_ptr<supervise::Trainer> trainer_;
  std::vector<trainer_protocol::Event> events_;
  std::promise<supervise::TrainerEnd> end_;
};

}  // namespace srnet::testing
