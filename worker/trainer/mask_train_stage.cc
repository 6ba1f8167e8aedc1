// mask_train: scores over the frozen weights of a checkpoint, best dev mask among the eligible steps.
#include <utility>
#include <variant>

#include "model/training/masked_model.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"
#include "worker/trainer/training_stage.h"

namespace srnet::trainer {

Status RunMaskTrain(StageContext& context) {
  const auto& work = std::get<stage::MaskTrain>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(training::ResumeStore store, OpenResumeStore(context));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  SRNET_ASSIGN_OR_RETURN(const encoder::Weights weights, LoadCheckpoint(context, inputs));
  training::MaskedModel model(
      weights, {.sparsity = work.sparsity,
                .initialisation = {.threshold = work.threshold, .kept_score_factor = work.kept_score_factor},
                .clipping = {work.optimisation.clip, work.optimisation.max_norm}});
  const auto rows = static_cast<std::int64_t>(inputs.training_set().rows());
  SRNET_ASSIGN_OR_RETURN(
      const training::RunState state,
      Train(context, {work.optimisation, work.loss, training::PlanOf(work, rows), inputs, model}, store));
  SRNET_RETURN_IF_ERROR(
      products.StageFrom(store.ProductPath(state.products.front().step), "mask", "mask.srnetmsk"));
  ReportSelection(context, state);
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
