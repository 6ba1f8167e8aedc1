#include "worker/trainer/model_inputs.h"

#include <ATen/ATen.h>

#include <optional>
#include <string>
#include <utility>

#include "model/checkpoint/bert_folder.h"
#include "model/encoder/initialize.h"
#include "model/evaluation/pack_rows.h"

namespace srnet::trainer {
namespace {

StatusOr<encoder::Weights> Load(StageContext& context, const ModelInputs& inputs,
                                const std::filesystem::path& path, std::optional<std::uint64_t> seed) {
  SRNET_ASSIGN_OR_RETURN(
      checkpoint::LoadedWeights loaded,
      checkpoint::ReadWeights(path, inputs.config, {.labels = inputs.classes(), .seed = seed}));
  for (const std::string& notice : loaded.notices) context.reporter.Notice(notice);
  return std::move(loaded.weights);
}

std::string_view Word(stage::Precision precision) {
  switch (precision) {
    case stage::Precision::kBf16:
      return "bf16";
    case stage::Precision::kFloat32:
      return "float32";
    case stage::Precision::kAuto:
      break;
  }
  return "auto";
}

}  // namespace

StatusOr<ModelInputs> OpenModelInputs(const StageContext& context) {
  SRNET_ASSIGN_OR_RETURN(const auto model, context.Source("model"));
  SRNET_ASSIGN_OR_RETURN(const auto dataset_path, context.Input("dataset"));
  SRNET_ASSIGN_OR_RETURN(const encoder::BertConfig config, checkpoint::ReadBertConfig(model / "config.json"));
  SRNET_ASSIGN_OR_RETURN(data::TokenisedDataset dataset, data::TokenisedDataset::Open(dataset_path));
  SRNET_RETURN_IF_ERROR(evaluation::FitsModel(dataset, config));
  return ModelInputs{std::move(dataset), config};
}

StatusOr<encoder::Weights> LoadPretrained(StageContext& context, const ModelInputs& inputs,
                                          std::int64_t seed) {
  SRNET_ASSIGN_OR_RETURN(const auto model, context.Source("model"));
  return Load(context, inputs, model / "model.safetensors", static_cast<std::uint64_t>(seed));
}

StatusOr<encoder::Weights> LoadCheckpoint(StageContext& context, const ModelInputs& inputs) {
  SRNET_ASSIGN_OR_RETURN(const auto path, context.Input("checkpoint"));
  return Load(context, inputs, path, std::nullopt);
}

bool HasCheckpoint(const StageContext& context) {
  return stage::FindInput(context.request.stage, "checkpoint") != nullptr;
}

StatusOr<encoder::Weights> LoadUntuned(StageContext& context, const ModelInputs& inputs, std::int64_t seed) {
  SRNET_ASSIGN_OR_RETURN(encoder::Weights weights, LoadPretrained(context, inputs, seed));
  weights.classifier =
      encoder::FreshClassifier(inputs.config, inputs.classes(), static_cast<std::uint64_t>(seed));
  return weights;
}

StatusOr<encoder::Weights> LoadStart(StageContext& context, const ModelInputs& inputs, std::int64_t seed) {
  return HasCheckpoint(context) ? LoadCheckpoint(context, inputs) : LoadUntuned(context, inputs, seed);
}

std::vector<checkpoint::NamedTensor> DrawnParameters(const ModelInputs& inputs,
                                                     const encoder::Weights& untuned, std::int64_t seed) {
  const auto number = static_cast<std::uint64_t>(seed);
  encoder::Weights handles = untuned;
  std::vector<checkpoint::NamedTensor> drawn;
  const auto add_if_equal = [&](const encoder::Linear& linear, const encoder::Linear& fresh) {
    if (!at::equal(linear.weight, fresh.weight)) return;
    for (const encoder::Parameter& parameter : encoder::Parameters(handles)) {
      const bool of_linear =
          parameter.tensor->is_same(linear.weight) || parameter.tensor->is_same(linear.bias);
      if (of_linear) drawn.push_back({parameter.name, *parameter.tensor});
    }
  };
  add_if_equal(untuned.pooler, encoder::FreshPooler(inputs.config, number));
  add_if_equal(untuned.classifier, encoder::FreshClassifier(inputs.config, inputs.classes(), number));
  return drawn;
}

StatusOr<encoder::Precision> PrecisionOf(stage::Precision precision) {
  return encoder::ParsePrecision(Word(precision));
}

}  // namespace srnet::trainer
