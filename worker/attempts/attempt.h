// One attempt from its grant to its end: fetches the inputs, runs the trainer, uploads the products.
//
// See attempt_view.h for the phases. Every change calls `on_change`, from inside whatever call or callback
// caused it; the owner looks at the attempt later, never inside. Lives on the control loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/asio/loop.h"
#include "worker/attempts/attempt_view.h"
#include "worker/attempts/finished_record.h"
#include "worker/attempts/input_set.h"
#include "worker/attempts/layout.h"
#include "worker/attempts/product_set.h"
#include "worker/attempts/provenance.h"
#include "worker/supervise/trainer.h"

namespace srnet::attempts {

struct TrainerSettings {
  std::filesystem::path program;
  int threads = 1;
  std::chrono::milliseconds grace{20'000};
  std::vector<int> inherited = {};  // Descriptors that every trainer keeps open. Not owned.
};

// What all attempts of a worker share. Outlives them.
struct AttemptContext {
  asio::Loop& loop;
  cache::BlobCache& cache;
  transfer::Transfers& transfers;
  const Layout& layout;
  TrainerSettings trainer;
  WorkerProvenance provenance;
};

class Attempt {
 public:
  Attempt(const AttemptContext& context, Grant grant, std::function<void()> on_change);
  ~Attempt();
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  const AttemptView& view() const { return view_; }
  bool has_process() const { return trainer_ != nullptr; }
  bool alone() const { return grant_.alone; }

  // Starts fetching. Begin or Restore is called once, first.
  void Begin();

  // Takes up an attempt whose trainer was done when an earlier process of this worker ended.
  void Restore(FinishedRecord record);

  // Starts the trainer of a ready attempt.
  void Run();

  // Ends the attempt as failed for that reason (kPreempted, kCancelled) unless it is final or uploading. The
  // trainer gets its grace and may still succeed; with `at_once` it is killed.
  void Stop(trainer_protocol::FailureClass why, bool at_once);

  // Uploads products of a succeeded attempt again.
  void UploadAgain(const std::vector<Digest>& missing);

 private:
  using Clock = std::chrono::steady_clock;

  void Fetched(StatusOr<InputPaths> paths);
  Status WriteRequest(const InputPaths& paths) const;
  Status StartTrainer();
  void OnEvent(trainer_protocol::Event event);
  void OnTrainerEnd(const supervise::TrainerEnd& end);
  FinishedRecord Record() const;
  void HandIn();
  void OnUploaded(const Status& status);
  void Enter(Phase phase);
  void Fail(trainer_protocol::FailureClass failure_class, std::string message);
  Clock::duration Lap();

  const AttemptContext& context_;
  Grant grant_;
  std::function<void()> on_change_;
  AttemptView view_;
  std::filesystem::path folder_;
  std::unique_ptr<InputSet> inputs_;
  std::unique_ptr<supervise::Trainer> trainer_;
  std::unique_ptr<ProductSet> products_;
  RunProvenance run_;
  Clock::time_point lap_start_ = Clock::now();
};

}  // namespace srnet::attempts
