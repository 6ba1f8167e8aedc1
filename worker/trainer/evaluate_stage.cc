// evaluate: logits and metrics of a checkpoint, under a mask if one is given, on the evaluation sets; and its
// sparsity.
#include <utility>
#include <variant>
#include <vector>

#include "model/evaluation/apply_mask.h"
#include "model/evaluation/logits_file.h"
#include "model/evaluation/set_logits.h"
#include "model/evaluation/set_metrics.h"
#include "model/evaluation/sparsity.h"
#include "model/prune/coded_tensors.h"
#include "worker/trainer/model_inputs.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"
#include "worker/trainer/stop_signal.h"

namespace srnet::trainer {
namespace {

using Sets = std::vector<const data::TokenisedSet*>;

StatusOr<Sets> SetsOf(const stage::Evaluate& work, const data::TokenisedDataset& dataset) {
  Sets sets;
  for (const std::string& name : work.sets) {
    const data::TokenisedSet* set = dataset.Find(name);
    if (set == nullptr) return InvalidArgument("data set {} has no set \"{}\"", dataset.name(), name);
    sets.push_back(set);
  }
  if (!work.sets.empty()) return sets;
  for (const data::TokenisedSet& set : dataset.sets()) {
    if (set.description().role != data::Role::kTrain) sets.push_back(&set);
  }
  return sets;
}

StatusOr<encoder::Weights> LoadSubnetwork(StageContext& context, const ModelInputs& inputs) {
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadCheckpoint(context, inputs));
  if (stage::FindInput(context.request.stage, "mask") == nullptr) return weights;
  SRNET_ASSIGN_OR_RETURN(const auto path, context.Input("mask"));
  SRNET_ASSIGN_OR_RETURN(const prune::CodedTensors masks,
                         prune::ReadCodedTensors(path, prune::Coding::kMask));
  const Status applied = evaluation::ApplyMask(masks, weights);
  if (!applied.ok()) return Annotate(applied, path.native());
  return weights;
}

// Counts rows over all sets, for the progress and the stop.
struct Rows {
  std::int64_t done = 0;
  std::int64_t total = 0;
};

Status EvaluateSet(StageContext& context, const evaluation::Classifier& classifier,
                   const data::TokenisedSet& set, Products& products, Rows& rows) {
  std::int64_t reported = 0;
  const auto after = [&](std::int64_t done) {
    const std::int64_t more = done - std::exchange(reported, done);
    rows.done += more;
    context.reporter.Progress("evaluate", rows.done, rows.total, more);
    return StopRequested();
  };
  SRNET_ASSIGN_OR_RETURN(const at::Tensor logits, evaluation::SetLogits(classifier, set, after));
  for (const evaluation::SetMetric& metric : evaluation::SetMetrics(set, logits)) {
    context.reporter.Report(trainer_protocol::Metric{set.name(), metric.metric, metric.group, metric.value});
  }
  const std::string artifact = "logits-" + set.name();
  return evaluation::WriteLogits(products.Stage(artifact, artifact + ".safetensors"), set, logits);
}

}  // namespace

Status RunEvaluate(StageContext& context) {
  const auto& work = std::get<stage::Evaluate>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadSubnetwork(context, inputs));
  SRNET_ASSIGN_OR_RETURN(const encoder::Precision precision, PrecisionOf(work.precision));
  SRNET_ASSIGN_OR_RETURN(const Sets sets, SetsOf(work, inputs.dataset));
  Rows rows;
  for (const data::TokenisedSet* set : sets) rows.total += static_cast<std::int64_t>(set->rows());
  for (const data::TokenisedSet* set : sets) {
    SRNET_RETURN_IF_ERROR(EvaluateSet(context, {weights, inputs.config, precision}, *set, products, rows));
  }
  for (const evaluation::MatrixSparsity& sparsity : evaluation::Sparsities(weights)) {
    context.reporter.Report(trainer_protocol::Metric{"", "sparsity", sparsity.group, sparsity.value});
  }
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
