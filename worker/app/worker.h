// A whole worker: its state folder, cache, attempts and session, wired together on one control loop.
//
//   starting --> working --Stop--> draining --> stopped
//
// Draining tells the coordinator, asks the trainers to write their checkpoints and report, hands in what is
// finished, and gives up after a while. Start, Wait and the destructor belong to the thread that owns the
// object; Stop may be called on any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "common/status/status.h"
#include "worker/app/flags.h"

namespace srnet::worker {

struct WorkerOptions {
  Flags flags;
  std::chrono::milliseconds trainer_grace{20'000};  // Between SIGTERM and SIGKILL.
  std::chrono::milliseconds dying{5'000};           // For a killed worker to be gone from the state folder.
  std::chrono::milliseconds farewell{5'000};        // For the coordinator to take note of what is finished.
  std::function<void()> on_ready = {};  // The coordinator has answered for the first time. On the loop.
};

class Worker {
 public:
  // Fails with one clear error when the state folder, the cache or the trainer program cannot be used.
  static StatusOr<std::unique_ptr<Worker>> Start(WorkerOptions options);
  ~Worker();

  // Drains; a second call, or `at_once`, kills the trainers instead of asking them.
  void Stop(bool at_once = false);

  // Returns when the worker has stopped: OK after Stop, else why the coordinator refused it.
  Status Wait();

 private:
  struct Impl;
  explicit Worker(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace srnet::worker
