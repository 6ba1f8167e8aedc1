// one_shot: prunes a checkpoint or the pre-trained model once, without any training.
#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <variant>

#include "model/checkpoint/bert_folder.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/encoder/initialize.h"
#include "model/prune/coded_tensors.h"
#include "model/prune/one_shot.h"
#include "worker/trainer/model_inputs.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"

namespace srnet::trainer {
namespace {

// For what a file of weights lacks; none of it is pruned, so none of it matters.
constexpr std::uint64_t kDrawSeed = 0;

// Of the classifier in a file of weights. Without one it matters to nobody: it is drawn, and not pruned.
StatusOr<std::int64_t> ClassesIn(const std::filesystem::path& file, const encoder::BertConfig& config) {
  SRNET_ASSIGN_OR_RETURN(const auto reader, checkpoint::SafetensorsReader::Open(file));
  encoder::Weights names = encoder::UndefinedWeights(config);
  const checkpoint::TensorEntry* classifier = reader.Find(encoder::PrunableMatrices(names).back().name);
  return classifier == nullptr || classifier->shape.empty() ? 2 : classifier->shape[0];
}

StatusOr<std::filesystem::path> WeightsFile(const StageContext& context) {
  if (HasCheckpoint(context)) return context.Input("checkpoint");
  SRNET_ASSIGN_OR_RETURN(const auto model, context.Source("model"));
  return model / "model.safetensors";
}

}  // namespace

Status RunOneShot(StageContext& context) {
  const auto& work = std::get<stage::OneShot>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(const auto model, context.Source("model"));
  SRNET_ASSIGN_OR_RETURN(const encoder::BertConfig config, checkpoint::ReadBertConfig(model / "config.json"));
  SRNET_ASSIGN_OR_RETURN(const auto file, WeightsFile(context));
  SRNET_ASSIGN_OR_RETURN(const std::int64_t classes, ClassesIn(file, config));
  SRNET_ASSIGN_OR_RETURN(checkpoint::LoadedWeights loaded,
                         checkpoint::ReadWeights(file, config, {.labels = classes, .seed = kDrawSeed}));
  for (const std::string& notice : loaded.notices) context.reporter.Notice(notice);
  // A pooler that was drawn has no magnitude that means anything, and its retraining draws another: it stays
  // dense.
  const bool pooler_is_drawn =
      at::equal(loaded.weights.pooler.weight, encoder::FreshPooler(config, kDrawSeed).weight);
  context.reporter.Progress("prune", 0, 1, 0);
  const prune::CodedTensors masks = prune::OneShotMasks(
      loaded.weights, {.criterion = work.criterion,
                       .sparsity = work.sparsity,
                       .scope = work.scope,
                       .structure = work.structure,
                       .seed = static_cast<std::uint64_t>(work.seed),
                       .prunable = {work.prune_pooler && !pooler_is_drawn, work.prune_classifier},
                       .head_size = config.head_size()});
  context.reporter.Progress("prune", 1, 1, 0);
  SRNET_RETURN_IF_ERROR(
      prune::WriteCodedTensors(products.Stage("mask", "mask.srnetmsk"), prune::Coding::kMask, masks));
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
