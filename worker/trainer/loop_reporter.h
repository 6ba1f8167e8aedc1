// Passes what a training loop does on to the stage's reporter, and the wish to stop back to the loop. One
// thread.
#pragma once

#include <cstdint>
#include <string>

#include "model/training/training_loop.h"
#include "worker/trainer/reporter.h"
#include "worker/trainer/stop_signal.h"

namespace srnet::trainer {

class LoopReporter final : public training::TrainingObserver {
 public:
  LoopReporter(Reporter& reporter, std::int64_t last_step) : reporter_(reporter), last_step_(last_step) {}

  void OnStep(std::int64_t step, std::int64_t examples) override {
    step_ = step;
    reporter_.Progress("train", step, last_step_, examples);
  }
  void OnEvaluated(std::int64_t rows) { reporter_.Progress("evaluate", step_, last_step_, rows); }
  void OnCurve(const training::CurveValue& point) override {
    reporter_.Report(trainer_protocol::CurvePoint{point.set, point.metric, point.step, point.value});
  }
  void OnCheckpoint(std::int64_t step) override { reporter_.Report(trainer_protocol::Checkpointed{step}); }
  void OnNotice(const std::string& text) override { reporter_.Notice(text); }
  bool StopRequested() override { return trainer::StopRequested(); }

 private:
  Reporter& reporter_;
  std::int64_t last_step_;
  std::int64_t step_ = 0;
};

}  // namespace srnet::trainer
