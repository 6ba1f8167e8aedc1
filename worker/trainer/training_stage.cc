#include "worker/trainer/training_stage.h"

#include <utility>
#include <vector>

#include "common/stage/canonical.h"
#include "model/evaluation/set_logits.h"
#include "model/evaluation/set_metrics.h"
#include "model/training/dataset_batches.h"
#include "model/training/epoch_order.h"
#include "model/training/training_loop.h"
#include "worker/trainer/stop_signal.h"

namespace srnet::trainer {
namespace {

constexpr std::uint64_t kDropoutStream = 0x64726f706f7574;  // "dropout", far from any epoch number.

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

// Evaluates a model on the sets that a training's curves are made of.
class CurveEvaluator {
 public:
  CurveEvaluator(const ModelInputs& inputs, stage::Curves curves, encoder::Precision precision,
                 LoopReporter& reporter)
      : inputs_(inputs), precision_(precision), reporter_(reporter) {
    for (const data::TokenisedSet& set : inputs.dataset.sets()) {
      const data::Role role = set.description().role;
      if (role == data::Role::kDev || (role == data::Role::kOod && curves == stage::Curves::kAll)) {
        sets_.push_back(&set);
      }
    }
  }

  StatusOr<training::Evaluation> operator()(const encoder::Weights& weights) const {
    training::Evaluation evaluation;
    for (const data::TokenisedSet* set : sets_) SRNET_RETURN_IF_ERROR(Add(weights, *set, evaluation));
    return evaluation;
  }

 private:
  Status Add(const encoder::Weights& weights, const data::TokenisedSet& set,
             training::Evaluation& evaluation) const {
    std::int64_t reported = 0;
    const auto after = [&](std::int64_t rows) {
      reporter_.OnEvaluated(rows - std::exchange(reported, rows));
      return StopRequested();
    };
    SRNET_ASSIGN_OR_RETURN(const at::Tensor logits,
                           evaluation::SetLogits({weights, inputs_.config, precision_}, set, after));
    for (const evaluation::SetMetric& metric : evaluation::SetMetrics(set, logits)) {
      if (!metric.group.empty()) continue;
      evaluation.measurements.push_back({set.name(), metric.metric, metric.value});
      const bool selects = set.description().role == data::Role::kDev && metric.metric == "accuracy";
      if (selects) evaluation.selection = metric.value;
    }
    return absl::OkStatus();
  }

  const ModelInputs& inputs_;
  encoder::Precision precision_;
  LoopReporter& reporter_;
  std::vector<const data::TokenisedSet*> sets_;
};

}  // namespace

StatusOr<training::ResumeStore> OpenResumeStore(const StageContext& context) {
  return training::ResumeStore::Open(context.request.resume, stage::KeyOf(context.request.stage));
}

StatusOr<training::RunState> Train(StageContext& context, const TrainingJob& job,
                                   training::ResumeStore& store) {
  SRNET_ASSIGN_OR_RETURN(at::Tensor bias, LoadBias(context, job.inputs, job.loss));
  SRNET_ASSIGN_OR_RETURN(const encoder::Precision precision, PrecisionOf(job.optimisation.precision));
  const auto seed = static_cast<std::uint64_t>(job.optimisation.seed);
  training::DatasetBatches batches(job.inputs.training_set(), seed, std::move(bias));
  LoopReporter reporter(context.reporter, job.plan.last_step);
  const CurveEvaluator evaluator(job.inputs, job.optimisation.curves, precision, reporter);
  const training::LoopSettings settings{.config = job.inputs.config,
                                        .precision = precision,
                                        .dropout_seed = training::DerivedSeed(seed, kDropoutStream),
                                        .checkpoint_period = context.checkpoint_period,
                                        .checkpoint_every_steps = context.checkpoint_every_steps};
  training::TrainingLoop loop(job.plan, settings, job.model, batches);
  return loop.Run(evaluator, store, reporter);
}

void ReportSelection(StageContext& context, const training::RunState& state) {
  const auto step = static_cast<double>(state.products.front().step);
  context.reporter.Report(trainer_protocol::Metric{"dev", "accuracy", "", state.best_value});
  context.reporter.Report(trainer_protocol::Metric{"", "selected_step", "", step});
}

}  // namespace srnet::trainer
