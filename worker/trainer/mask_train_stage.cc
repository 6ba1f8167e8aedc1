// mask_train: scores over frozen weights, best dev mask among the eligible steps. Without a checkpoint the
// weights are the pre-trained ones under a random classifier, which is then part of the product.
#include <utility>
#include <variant>

#include "model/training/masked_model.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"
#include "worker/trainer/training_stage.h"

namespace srnet::trainer {
namespace {

training::MaskRule RuleOf(const stage::MaskTrain& work, const encoder::BertConfig& config,
                          const training::TrainingPlan& plan) {
  return {
      .sparsity = work.sparsity,
      .initial_sparsity = work.initial_sparsity,
      .total_steps = plan.total_steps,
      .control_interval = work.control_interval,
      .reset_to_initial = work.gradual_reset_to_initial,
      .initialisation = work.initialisation,
      .hard = {.threshold = work.threshold, .kept_score_factor = work.kept_score_factor},
      .comparison = work.inclusive_threshold ? prune::Comparison::kInclusive : prune::Comparison::kStrict,
      .scope = work.scope,
      .structure = work.structure,
      .head_size = config.head_size(),
      .prunable = {work.prune_pooler, work.prune_classifier},
      .clipping = ClippingOf(work.optimisation),
  };
}

}  // namespace

Status RunMaskTrain(StageContext& context) {
  const auto& work = std::get<stage::MaskTrain>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(training::ResumeStore store, OpenResumeStore(context));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  const std::int64_t seed = work.optimisation.seed;
  SRNET_ASSIGN_OR_RETURN(const encoder::Weights weights, LoadStart(context, inputs, seed));
  const auto plan = training::PlanOf(work, static_cast<std::int64_t>(inputs.training_set().rows()));
  auto drawn = HasCheckpoint(context) ? std::vector<checkpoint::NamedTensor>()
                                      : DrawnParameters(inputs, weights, seed);
  training::MaskedModel model(weights, RuleOf(work, inputs.config, plan), std::move(drawn));
  SRNET_ASSIGN_OR_RETURN(
      const training::RunState state,
      Train(context, {work.optimisation, {work.loss, work.reweight_divisor}, plan, inputs, model}, store));
  SRNET_RETURN_IF_ERROR(products.StageFrom(store.ProductPath(state.best_step), "mask", "mask.srnetmsk"));
  ReportSelection(context, inputs, work.optimisation, state);
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
