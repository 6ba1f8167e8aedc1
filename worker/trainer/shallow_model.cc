#include "worker/trainer/shallow_model.h"

#include <utility>
#include <vector>

#include "model/data/row_sample.h"
#include "model/training/dataset_batches.h"
#include "model/training/subnetwork_model.h"
#include "worker/trainer/row_predictions.h"
#include "worker/trainer/training_stage.h"

namespace srnet::trainer {
namespace {

std::vector<std::uint32_t> Sample(const data::TokenisedSet& set, const stage::ShallowModel& shallow) {
  std::vector<std::uint32_t> rows;
  for (const std::uint64_t row : data::SampleRows(set.rows(), static_cast<std::uint64_t>(shallow.rows),
                                                  static_cast<std::uint64_t>(shallow.seed))) {
    rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

}  // namespace

StatusOr<bias::Predictions> FitShallowModel(StageContext& context, const stage::ShallowModel& shallow) {
  SRNET_ASSIGN_OR_RETURN(training::ResumeStore store, OpenResumeStore(context));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadPretrained(context, inputs, shallow.seed));
  SRNET_ASSIGN_OR_RETURN(const encoder::Precision precision, PrecisionOf(shallow.precision));
  training::SubnetworkModel model(std::move(weights), {.clip = stage::Clip::kGlobal, .max_norm = 1});
  std::vector<std::uint32_t> rows = Sample(inputs.training_set(), shallow);
  const auto plan = training::PlanOf(shallow, static_cast<std::int64_t>(rows.size()));
  const auto seed = static_cast<std::uint64_t>(shallow.seed);
  training::DatasetBatches batches(inputs.training_set(), seed, {}, std::move(rows));
  LoopReporter reporter(context.reporter, plan.last_step);
  const LoopJob job{.plan = plan,
                    .config = inputs.config,
                    .precision = precision,
                    .seed = seed,
                    .model = model,
                    .batches = batches};
  // Nobody selects: the model is taken as it is after the last step.
  const auto evaluate = [](const encoder::Weights&) { return training::Evaluation(); };
  SRNET_RETURN_IF_ERROR(RunLoop(context, job, evaluate, store, reporter).status());
  return PredictTrainingRows(
      context, inputs, model.weights(), precision,
      fmt::format(R"({{"model":"shallow_model","rows":{},"epochs":{}}})", shallow.rows, shallow.epochs));
}

}  // namespace srnet::trainer
