// evaluate: logits and metrics of a checkpoint, of a subnetwork of one, or of a subnetwork of the pre-trained
// model under the classifier of its mask; on the evaluation sets; and its sparsity.
#include <ATen/ATen.h>

#include <algorithm>
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
    if (!data::IsForTraining(set.description().role)) sets.push_back(&set);
  }
  return sets;
}

// Puts the parameters that belong to a mask into the model.
Status TakeOver(const prune::DenseTensors& parameters, encoder::Weights& weights) {
  for (const encoder::Parameter& parameter : encoder::Parameters(weights)) {
    const auto found = parameters.find(parameter.name);
    if (found == parameters.end()) continue;
    if (parameter.tensor->sizes() != at::IntArrayRef(found->second.shape)) {
      return InvalidArgument("its {} is [{}], but the model has another shape", parameter.name,
                             fmt::join(found->second.shape, ", "));
    }
    std::copy(found->second.values.begin(), found->second.values.end(),
              parameter.tensor->mutable_data_ptr<float>());
  }
  return absl::OkStatus();
}

// The pre-trained weights under the classifier that belongs to a mask. A fresh one comes with all that the
// model's file lacks, as the authors' code reads the model anew: with RoBERTa the whole head.
StatusOr<encoder::Weights> LoadNeverTuned(StageContext& context, const stage::Evaluate& work,
                                          const ModelInputs& inputs, const prune::Subnetwork& subnetwork) {
  if (subnetwork.parameters.empty() && !work.fresh_classifier) {
    return InvalidArgument("the mask has no classifier: evaluate it with the checkpoint it is a mask of");
  }
  if (work.fresh_classifier) return LoadUntuned(context, inputs, work.classifier_seed);
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadPretrained(context, inputs, work.classifier_seed));
  SRNET_RETURN_IF_ERROR(TakeOver(subnetwork.parameters, weights));
  return weights;
}

StatusOr<encoder::Weights> LoadSubnetwork(StageContext& context, const stage::Evaluate& work,
                                          const ModelInputs& inputs) {
  if (stage::FindInput(context.request.stage, "mask") == nullptr) return LoadCheckpoint(context, inputs);
  SRNET_ASSIGN_OR_RETURN(const auto path, context.Input("mask"));
  SRNET_ASSIGN_OR_RETURN(const prune::Subnetwork subnetwork, prune::ReadSubnetwork(path));
  StatusOr<encoder::Weights> weights = HasCheckpoint(context)
                                           ? LoadCheckpoint(context, inputs)
                                           : LoadNeverTuned(context, work, inputs, subnetwork);
  if (!weights.ok()) return Annotate(weights.status(), path.native());
  const Status applied = evaluation::ApplyMask(subnetwork.masks, *weights);
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
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadSubnetwork(context, work, inputs));
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
