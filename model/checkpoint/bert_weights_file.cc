#include <ATen/ATen.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "model/checkpoint/bert_folder.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/checkpoint/safetensors_writer.h"
#include "model/encoder/initialize.h"
#include "model/safetensors/parameter_names.h"

namespace srnet::checkpoint {
namespace {

using encoder::Parameter;

constexpr std::size_t kNamesShown = 4;

// Canonical name -> name in the file. Two names for one tensor are an error.
StatusOr<std::map<std::string, std::string>> NamesIn(const SafetensorsReader& reader,
                                                     encoder::Family family) {
  std::map<std::string, std::string> names;
  for (const TensorEntry& entry : reader.entries()) {
    const auto [place, inserted] = names.emplace(
        safetensors::CanonicalParameterName(entry.name, encoder::FamilyName(family)), entry.name);
    if (!inserted) return InvalidArgument("{} and {} are the same parameter", place->second, entry.name);
  }
  return names;
}

std::string FirstOf(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kNamesShown);
  std::string text =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

// What may be drawn freshly when the file lacks it: BERT's pooler, RoBERTa's classifier.dense, the
// classifier.
bool IsHead(const std::string& name) {
  return name.starts_with("classifier.") || name.starts_with("bert.pooler.");
}

std::optional<std::string> Misfit(const TensorEntry& entry, const std::vector<std::int64_t>& shape) {
  if (entry.shape != shape) {
    return fmt::format("{} is [{}], not [{}]", entry.name, fmt::join(entry.shape, ", "),
                       fmt::join(shape, ", "));
  }
  if (!safetensors::IsFloating(entry.dtype)) {
    return fmt::format("{} holds {}, not floating-point numbers", entry.name,
                       safetensors::NameOf(entry.dtype));
  }
  return std::nullopt;
}

// Names of the file that no parameter took, told apart by what they are.
std::vector<std::string> IgnoredNotices(const std::set<std::string>& unused) {
  std::vector<std::string> masked, others;
  for (const std::string& name : unused) {
    if (name.ends_with("position_ids")) continue;  // a constant that old files carry
    const bool pretraining_head = name.starts_with("cls.") || name.starts_with("lm_head.");
    (pretraining_head ? masked : others).push_back(name);
  }
  std::vector<std::string> notices;
  if (!masked.empty()) {
    notices.push_back(fmt::format("ignored the pre-training heads of the file: {}", FirstOf(masked)));
  }
  if (!others.empty())
    notices.push_back(fmt::format("ignored tensors that this model does not have: {}", FirstOf(others)));
  return notices;
}

class WeightsLoader {
 public:
  WeightsLoader(const SafetensorsReader& reader, const encoder::BertConfig& config,
                const LoadOptions& options)
      : reader_(reader), config_(config), options_(options) {}

  StatusOr<LoadedWeights> Load() {
    SRNET_ASSIGN_OR_RETURN(const auto names, NamesIn(reader_, config_.family));
    for (const auto& [canonical, name] : names) unused_.insert(name);
    loaded_.weights = encoder::UndefinedWeights(config_);
    const std::vector<Parameter> parameters = encoder::Parameters(loaded_.weights);
    const auto shapes = encoder::ParameterShapes(config_, options_.labels);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const auto found = names.find(parameters[i].name);
      if (found != names.end()) {
        SRNET_RETURN_IF_ERROR(Take(found->second, shapes[i], *parameters[i].tensor));
      } else if (!IsHead(parameters[i].name)) {
        missing_.push_back(parameters[i].name);
      }
    }
    if (!missing_.empty())
      return InvalidArgument("the encoder's parameters {} are missing", FirstOf(missing_));
    if (!misfits_.empty())
      return InvalidArgument("tensors do not fit the configuration: {}", FirstOf(misfits_));
    SRNET_RETURN_IF_ERROR(DrawHeads());
    for (std::string& notice : IgnoredNotices(unused_)) loaded_.notices.push_back(std::move(notice));
    return std::move(loaded_);
  }

 private:
  Status Take(const std::string& name, const std::vector<std::int64_t>& shape, at::Tensor& tensor) {
    unused_.erase(name);
    if (std::optional<std::string> misfit = Misfit(*reader_.Find(name), shape)) {
      misfits_.push_back(*std::move(misfit));
      return {};
    }
    SRNET_ASSIGN_OR_RETURN(const at::Tensor stored, reader_.Read(name));
    tensor = stored.to(at::kFloat);
    return {};
  }

  Status DrawHeads() {
    encoder::Weights& weights = loaded_.weights;
    const bool is_bert = weights.family == encoder::Family::kBert;
    SRNET_RETURN_IF_ERROR(
        Complete(is_bert ? "bert.pooler.dense" : "classifier.dense", weights.pooler,
                 [this](std::uint64_t seed) { return encoder::FreshPooler(config_, seed); }));
    return Complete(
        is_bert ? "classifier" : "classifier.out_proj", weights.classifier,
        [this](std::uint64_t seed) { return encoder::FreshClassifier(config_, options_.labels, seed); });
  }

  // A head comes whole from the file or whole from the generator.
  template <typename Draw>
  Status Complete(std::string_view name, encoder::Linear& linear, const Draw& draw) {
    if (linear.weight.defined() != linear.bias.defined()) {
      return InvalidArgument("{} has {} but no {}", name, linear.weight.defined() ? "a weight" : "a bias",
                             linear.weight.defined() ? "bias" : "weight");
    }
    if (linear.weight.defined()) return {};
    if (!options_.seed) return InvalidArgument("the file has no {}: it is not a trained classifier", name);
    linear = draw(*options_.seed);
    loaded_.notices.push_back(
        fmt::format("the file has no {}: drawn freshly from N(0, {}^2) with seed {}, bias 0", name,
                    config_.initializer_range, *options_.seed));
    return {};
  }

  const SafetensorsReader& reader_;
  const encoder::BertConfig& config_;
  const LoadOptions& options_;
  LoadedWeights loaded_;
  std::set<std::string> unused_;
  std::vector<std::string> missing_;
  std::vector<std::string> misfits_;
};

}  // namespace

StatusOr<LoadedWeights> ReadWeights(const std::filesystem::path& safetensors,
                                    const encoder::BertConfig& config, const LoadOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const SafetensorsReader reader, SafetensorsReader::Open(safetensors));
  StatusOr<LoadedWeights> loaded = WeightsLoader(reader, config, options).Load();
  if (!loaded.ok()) return Annotate(loaded.status(), safetensors.native());
  return loaded;
}

Status WriteWeights(const std::filesystem::path& safetensors, const encoder::Weights& weights) {
  encoder::Weights handles = weights;
  std::vector<NamedTensor> tensors;
  for (const Parameter& parameter : encoder::Parameters(handles)) {
    tensors.push_back({.name = parameter.name, .tensor = *parameter.tensor});
  }
  return WriteSafetensors(safetensors, tensors);
}

}  // namespace srnet::checkpoint
