// imp: one ladder of prunings; the index of all levels and, unless it rewinds, a checkpoint for each level.
#include <utility>
#include <variant>

#include "model/training/pruned_model.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"
#include "worker/trainer/training_stage.h"

namespace srnet::trainer {
namespace {

constexpr std::int64_t kMaxLevels = 15;  // What four bits a weight can tell.

}  // namespace

Status RunImp(StageContext& context) {
  const auto& work = std::get<stage::Imp>(context.request.stage.work);
  if (work.levels > kMaxLevels) {
    return InvalidArgument("imp with {} levels: a level index holds at most {}", work.levels, kMaxLevels);
  }
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(training::ResumeStore store, OpenResumeStore(context));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadStart(context, inputs, work.optimisation.seed));
  const auto plan = training::PlanOf(work, static_cast<std::int64_t>(inputs.training_set().rows()));
  training::PrunedModel model(std::move(weights), {.segments = work.segments,
                                                   .segment_steps = plan.segment_steps,
                                                   .clipping = ClippingOf(work.optimisation),
                                                   .rewind = work.rewind,
                                                   .scope = work.scope,
                                                   .prunable = {work.prune_pooler, work.prune_classifier}});
  SRNET_ASSIGN_OR_RETURN(
      const training::RunState state,
      Train(context, {work.optimisation, {work.loss, work.reweight_divisor}, plan, inputs, model}, store));
  // The weights of a level are trained for its checkpoint, so the last pruning of a ladder that rewinds ends
  // it. A state that is further was written by a program that trained on, and has been pruned.
  const bool rewinds = work.rewind == stage::Rewind::kPretrained;
  if (rewinds && state.step == plan.last_step) model.BeginStep(plan.last_step);
  for (const training::KeptProduct& product : state.products) {
    const std::string artifact = fmt::format("checkpoint-{}", product.step / plan.segment_steps);
    SRNET_RETURN_IF_ERROR(
        products.StageFrom(store.ProductPath(product.step), artifact, artifact + ".safetensors"));
  }
  SRNET_RETURN_IF_ERROR(model.WriteLevels(products.Stage("levels", "levels.srnetlvl")));
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
