// finetune: every parameter of the pre-trained model, best dev checkpoint.
#include <utility>
#include <variant>

#include "model/training/finetuned_model.h"
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
  training::FinetunedModel model(std::move(weights), {work.optimisation.clip, work.optimisation.max_norm});
  const auto rows = static_cast<std::int64_t>(inputs.training_set().rows());
  SRNET_ASSIGN_OR_RETURN(
      const training::RunState state,
      Train(context, {work.optimisation, work.loss, training::PlanOf(work, rows), inputs, model}, store));
  SRNET_RETURN_IF_ERROR(products.StageFrom(store.ProductPath(state.products.front().step), "checkpoint",
                                           "checkpoint.safetensors"));
  ReportSelection(context, state);
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
