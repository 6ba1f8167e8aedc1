#include "worker/trainer/training_stage.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/stage/canonical.h"
#include "common/stage/names.h"
#include "model/evaluation/set_logits.h"
#include "model/evaluation/set_metrics.h"
#include "model/training/dataset_batches.h"
#include "model/training/epoch_order.h"
#include "model/training/training_loop.h"
#include "worker/trainer/stop_signal.h"

namespace srnet::trainer {
namespace {

constexpr std::uint64_t kDropoutStream = 0x64726f706f7574;  // "dropout", far from any epoch number.

// Evaluates a model on the sets that a training's curves are made of.
class CurveEvaluator {
 public:
  CurveEvaluator(const ModelInputs& inputs, const stage::Optimisation& optimisation,
                 encoder::Precision precision, LoopReporter& reporter)
      : inputs_(inputs),
        selection_metric_(stage::Name(optimisation.selection_metric)),
        precision_(precision),
        reporter_(reporter) {
    for (const data::TokenisedSet& set : inputs.dataset.sets()) {
      const data::Role role = set.description().role;
      if (role == data::Role::kDev ||
          (role == data::Role::kOod && optimisation.curves == stage::Curves::kAll)) {
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
      const bool selects = set.description().role == data::Role::kDev && metric.metric == selection_metric_;
      if (selects) evaluation.selection = metric.value;
    }
    return absl::OkStatus();
  }

  const ModelInputs& inputs_;
  std::string_view selection_metric_;
  encoder::Precision precision_;
  LoopReporter& reporter_;
  std::vector<const data::TokenisedSet*> sets_;
};

// A dev set without the metric by which the best checkpoint is chosen would never have a best checkpoint.
Status CheckSelection(const ModelInputs& inputs, stage::SelectionMetric selection) {
  const data::LabelledSet& dev = inputs.dev_set().description();
  if (std::find(dev.metrics.begin(), dev.metrics.end(), stage::Name(selection)) != dev.metrics.end()) {
    return absl::OkStatus();
  }
  return InvalidArgument("selection_metric: the dev set \"{}\" of {} is not judged by \"{}\"", dev.name,
                         inputs.dataset.name(), stage::Name(selection));
}

}  // namespace

StatusOr<training::ResumeStore> OpenResumeStore(const StageContext& context) {
  return training::ResumeStore::Open(context.request.resume, stage::KeyOf(context.request.stage));
}

StatusOr<training::RunState> RunLoop(StageContext& context, const LoopJob& job,
                                     const training::TrainingLoop::Evaluate& evaluate,
                                     training::ResumeStore& store, LoopReporter& reporter) {
  const training::LoopSettings settings{.config = job.config,
                                        .precision = job.precision,
                                        .loss = job.loss,
                                        .dropout_seed = training::DerivedSeed(job.seed, kDropoutStream),
                                        .checkpoint_period = context.checkpoint_period,
                                        .checkpoint_every_steps = context.checkpoint_every_steps};
  training::TrainingLoop loop(job.plan, settings, job.model, job.batches);
  return loop.Run(evaluate, store, reporter);
}

StatusOr<training::RunState> Train(StageContext& context, const TrainingJob& job,
                                   training::ResumeStore& store) {
  const bool selects = job.plan.keep == training::Keep::kBest;  // A ladder does not.
  if (selects) SRNET_RETURN_IF_ERROR(CheckSelection(job.inputs, job.optimisation.selection_metric));
  SRNET_ASSIGN_OR_RETURN(loss::Guides guides, LoadGuides(context, job.inputs, job.loss.loss));
  SRNET_ASSIGN_OR_RETURN(const encoder::Precision precision, PrecisionOf(job.optimisation.precision));
  const auto seed = static_cast<std::uint64_t>(job.optimisation.seed);
  training::DatasetBatches batches(job.inputs.training_set(), seed, std::move(guides));
  LoopReporter reporter(context.reporter, job.plan.last_step);
  const CurveEvaluator evaluator(job.inputs, job.optimisation, precision, reporter);
  const LoopJob loop{.plan = job.plan,
                     .config = job.inputs.config,
                     .precision = precision,
                     .seed = seed,
                     .loss = job.loss,
                     .model = job.model,
                     .batches = batches};
  return RunLoop(context, loop, evaluator, store, reporter);
}

void ReportSelection(StageContext& context, const ModelInputs& inputs,
                     const stage::Optimisation& optimisation, const training::RunState& state) {
  const std::string metric(stage::Name(optimisation.selection_metric));
  const auto step = static_cast<double>(state.best_step);
  context.reporter.Report(trainer_protocol::Metric{inputs.dev_set().name(), metric, "", state.best_value});
  context.reporter.Report(trainer_protocol::Metric{"", "selected_step", "", step});
}

}  // namespace srnet::trainer
