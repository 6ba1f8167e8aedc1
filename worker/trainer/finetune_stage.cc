// finetune: every parameter of the pre-trained model, best dev checkpoint, and snapshots on the way.
#include <string>
#include <utility>
#include <variant>

#include "model/training/subnetwork_model.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"
#include "worker/trainer/training_stage.h"

namespace srnet::trainer {

Status RunFinetune(StageContext& context) {
  const auto& work = std::get<stage::Finetune>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(training::ResumeStore store, OpenResumeStore(context));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadPretrained(context, inputs, work.optimisation.seed));
  training::SubnetworkModel model(std::move(weights), ClippingOf(work.optimisation));
  SRNET_ASSIGN_OR_RETURN(const training::TrainingPlan plan,
                         training::PlanOf(work, static_cast<std::int64_t>(inputs.training_set().rows())));
  SRNET_ASSIGN_OR_RETURN(
      const training::RunState state,
      Train(context, {work.optimisation, {work.loss, work.reweight_divisor}, plan, inputs, model}, store));
  SRNET_RETURN_IF_ERROR(
      products.StageFrom(store.ProductPath(state.best_step), "checkpoint", "checkpoint.safetensors"));
  for (const std::int64_t step : work.snapshot_steps) {
    const std::string artifact = fmt::format("checkpoint-step-{}", step);
    SRNET_RETURN_IF_ERROR(products.StageFrom(store.ProductPath(step), artifact, artifact + ".safetensors"));
  }
  ReportSelection(context, inputs, work.optimisation, state);
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
