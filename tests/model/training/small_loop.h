// A loop over the tiny task whose evaluations and stops a test decides.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "model/training/dataset_batches.h"
#include "model/training/training_loop.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tiny_nli.h"

namespace srnet::training {

inline const ClippingRule kClipping{.clip = stage::Clip::kGlobal, .max_norm = 1};

class Recorder final : public TrainingObserver {
 public:
  void OnStep(std::int64_t step, std::int64_t) override { last_step = step; }
  void OnCurve(const CurveValue& point) override { curves.push_back(point); }
  void OnCheckpoint(std::int64_t step) override { checkpoints.push_back(step); }
  void OnNotice(const std::string& text) override { notices.push_back(text); }
  bool StopRequested() override { return last_step == stop_at; }

  std::int64_t last_step = 0;
  std::int64_t stop_at = -1;
  std::vector<CurveValue> curves;
  std::vector<std::int64_t> checkpoints;
  std::vector<std::string> notices;
};

inline TrainingPlan Plan(std::int64_t steps, std::int64_t interval) {
  return {.rows = 96,
          .batch_size = 8,
          .total_steps = steps,
          .last_step = steps,
          .interval = interval,
          .schedule = {.base = 1e-3, .warmup_steps = 2, .total_steps = steps}};
}

class TrainingLoopTest : public ::testing::Test {
 protected:
  // Steps this small only wait for each other on several threads.
  TrainingLoopTest() { at::set_num_threads(1); }

  ResumeStore Store(const std::string& name = "resume") {
    return *ResumeStore::Open(folder_ / name, {DigestOf(name)});
  }

  StatusOr<RunState> Run(const TrainingPlan& plan, TrainedModel& model, Recorder& recorder,
                         const std::string& store_name = "resume") {
    DatasetBatches batches(*dataset_.Find(data::Role::kTrain), 1, {});
    LoopSettings settings{
        .config = srnet::testing::TinyConfig(), .precision = precision_, .dropout_seed = dropout_seed_};
    settings.checkpoint_every_steps = checkpoint_every_steps_;
    settings.now = [] { return std::chrono::steady_clock::time_point{}; };
    TrainingLoop loop(plan, settings, model, batches);
    ResumeStore store = Store(store_name);
    return loop.Run([this](const encoder::Weights& weights) { return Evaluate(weights); }, store, recorder);
  }

  // The selection metric of each evaluation in turn; after the list, a number that depends on the weights'
  // bits.
  StatusOr<Evaluation> Evaluate(const encoder::Weights& weights) {
    if (cancel_evaluations_-- > 0) return Cancelled("stop");
    const double sum = weights.layers[1].output.weight.detach().to(at::kDouble).sum().item<double>();
    const double selection = evaluated_ < selections_.size() ? selections_[evaluated_] : sum;
    ++evaluated_;
    return Evaluation{.selection = selection,
                      .measurements = {{"dev", "accuracy", selection}, {"dev", "sum", sum}}};
  }

  std::string Product(const RunState& state, const std::string& store_name = "resume") {
    return *ReadFile(Store(store_name).ProductPath(state.products.back().step), 1 << 24);
  }

  srnet::testing::TemporaryDirectory folder_;
  data::TokenisedDataset dataset_ = srnet::testing::TinyTokens(folder_ / "tokens");
  std::vector<double> selections_;
  std::size_t evaluated_ = 0;
  int cancel_evaluations_ = 0;
  std::int64_t checkpoint_every_steps_ = 0;
  std::uint64_t dropout_seed_ = 5;
  encoder::Precision precision_ = encoder::Precision::kFloat32;
};

}  // namespace srnet::training
