// The loop that all trainings share: steps, evaluations, the best so far, and resume checkpoints.
//
//      +--(1)--> step --(2)--> evaluate --(3)--> keep --(4)--> checkpoint --+
//      |           |                                              ^         |
//      +-----------+---------------------(5)----------------------+---------+
//
//   (1) the batch of this step, a function of (seed, step); dropout likewise; forward, backward, one update;
//       the product is written if this step is a snapshot
//   (2) at the interval and at the last step: the model prepares itself (masks restore their sparsity)
//   (3) the product is written if the dev metric is strictly greater than ever, or always in a ladder that
//       does not rewind
//   (4) after every evaluation
//   (5) otherwise, when a checkpoint is due by time or by count, or a stop was asked for
//
// Since (1) depends on the step alone, a run that goes on from a checkpoint gives the same bits as an
// unbroken one (on one machine, in float32, with one number of threads). One thread, which uses LibTorch's
// pool.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "model/encoder/bert_config.h"
#include "model/encoder/packed_batch.h"
#include "model/encoder/precision.h"
#include "model/loss/classification_loss.h"
#include "model/training/resume_store.h"
#include "model/training/run_state.h"
#include "model/training/trained_model.h"
#include "model/training/training_plan.h"

namespace srnet::training {

struct TrainingBatch {
  encoder::PackedBatch sequences;
  at::Tensor labels;         // [B] int64
  loss::Guides guides = {};  // [B, K] float32 each, or undefined
};

// Where batches come from.
class BatchSource {
 public:
  virtual ~BatchSource() = default;
  virtual TrainingBatch Read(const BatchPosition& position) = 0;
};

// What an evaluation found; `selection` is the dev metric that decides which product is best.
struct Evaluation {
  double selection = 0;
  std::vector<Measurement> measurements;
};

// Who watches and directs a training.
class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;
  virtual void OnStep(std::int64_t step, std::int64_t examples) = 0;
  virtual void OnCurve(const CurveValue& point) = 0;
  virtual void OnCheckpoint(std::int64_t step) = 0;
  virtual void OnNotice(const std::string& text) = 0;
  // Asked after every step.
  virtual bool StopRequested() = 0;
};

struct LoopSettings {
  encoder::BertConfig config;
  encoder::Precision precision = encoder::Precision::kFloat32;
  loss::LossRule loss = {};
  std::uint64_t dropout_seed = 0;
  std::chrono::milliseconds checkpoint_period{60'000};
  std::int64_t checkpoint_every_steps = 0;  // 0: by time alone.
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

class TrainingLoop {
 public:
  // CANCELLED when it was told to stop in the middle.
  using Evaluate = std::function<StatusOr<Evaluation>(const encoder::Weights&)>;

  TrainingLoop(const TrainingPlan& plan, LoopSettings settings, TrainedModel& model, BatchSource& batches);

  // Goes on from the store's state if it has one that fits, else starts; a state of another precision or with
  // other tensors is passed over with a notice. Returns the final state; its products lie in
  // the store. ABORTED: the loss or gradient is not finite; names the step. CANCELLED: stopped on request,
  // and a checkpoint of the last step is in the store. RESOURCE_EXHAUSTED: disk full.
  StatusOr<RunState> Run(const Evaluate& evaluate, ResumeStore& store, TrainingObserver& observer);

 private:
  struct Context {
    const Evaluate& evaluate;
    ResumeStore& store;
    TrainingObserver& observer;
  };

  Status Resume(Context& context);
  Status Usable(const ResumeStore::Found& found) const;
  Status Step(Context& context);
  Status EvaluateStep(Context& context);
  Status KeepProduct(Context& context, double selection);
  Status WriteProduct(Context& context);
  Status Checkpoint(Context& context);
  Status StopHere(Context& context);
  bool CheckpointDue() const;
  void Record(Context& context, const std::vector<Measurement>& measurements);

  TrainingPlan plan_;
  LoopSettings settings_;
  TrainedModel& model_;
  BatchSource& batches_;
  RunState state_;
  std::int64_t checkpoint_step_ = 0;
  std::chrono::steady_clock::time_point checkpoint_time_;
};

}  // namespace srnet::training
