// retrain: a subnetwork in isolation, from the pre-trained weights that its mask keeps, under a fresh dense
// classifier, or head where the model has none; best dev checkpoint.
#include <algorithm>
#include <utility>
#include <variant>

#include "model/evaluation/apply_mask.h"
#include "model/prune/coded_tensors.h"
#include "model/training/subnetwork_model.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"
#include "worker/trainer/training_stage.h"

namespace srnet::trainer {
namespace {

// Level 0 means a mask, any other one that level of a ladder.
StatusOr<prune::CodedTensors> ReadMasks(const std::filesystem::path& path, std::int64_t level) {
  if (level == 0) return prune::ReadCodedTensors(path, prune::Coding::kMask);
  SRNET_ASSIGN_OR_RETURN(const prune::CodedTensors levels,
                         prune::ReadCodedTensors(path, prune::Coding::kLevels));
  std::uint8_t last = 0;
  for (const auto& [name, tensor] : levels) {
    for (const std::uint8_t code : tensor.codes) last = std::max(last, code);
  }
  if (level > last) return InvalidArgument("{}: has {} levels, not {}", path.native(), last, level);
  return prune::MaskOfLevel(levels, static_cast<std::uint8_t>(level));
}

// The masks of what is pre-trained. Zeroes what they prune.
//
// What is drawn here is another matrix than the one that the mask was found for, and stays dense: always the
// classifier, and where the model's file has no pooler, as RoBERTa's has none, that too. The authors' code
// retrains BERT alone, the pooler of which is pre-trained, with its mask; under a fresh dense classifier.
StatusOr<prune::CodedTensors> LoadMasks(const StageContext& context, const stage::Retrain& work,
                                        const ModelInputs& inputs, encoder::Weights& weights) {
  SRNET_ASSIGN_OR_RETURN(const auto path, context.Input("mask"));
  SRNET_ASSIGN_OR_RETURN(prune::CodedTensors masks, ReadMasks(path, work.level));
  for (const auto& drawn : DrawnParameters(inputs, weights, work.optimisation.seed)) masks.erase(drawn.name);
  const Status applied = evaluation::ApplyMask(masks, weights);
  if (!applied.ok()) return Annotate(applied, path.native());
  return masks;
}

}  // namespace

Status RunRetrain(StageContext& context) {
  const auto& work = std::get<stage::Retrain>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(training::ResumeStore store, OpenResumeStore(context));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadUntuned(context, inputs, work.optimisation.seed));
  SRNET_ASSIGN_OR_RETURN(const prune::CodedTensors masks, LoadMasks(context, work, inputs, weights));
  training::SubnetworkModel model(std::move(weights), ClippingOf(work.optimisation), masks);
  const auto plan = training::PlanOf(work, static_cast<std::int64_t>(inputs.training_set().rows()));
  SRNET_ASSIGN_OR_RETURN(
      const training::RunState state,
      Train(context, {work.optimisation, {work.loss, work.reweight_divisor}, plan, inputs, model}, store));
  SRNET_RETURN_IF_ERROR(
      products.StageFrom(store.ProductPath(state.best_step), "checkpoint", "checkpoint.safetensors"));
  ReportSelection(context, inputs, work.optimisation, state);
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
