#include "model/encoder/weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace srnet::encoder {
namespace {

// Appends parameters under a common prefix.
class Lister {
 public:
  explicit Lister(std::vector<Parameter>& parameters) : parameters_(parameters) {}

  void Add(std::string name, at::Tensor& tensor, MatrixKind kind = MatrixKind::kNone) {
    parameters_.push_back({.name = std::move(name), .tensor = &tensor, .kind = kind});
  }
  void Add(const std::string& name, Linear& linear, MatrixKind kind) {
    Add(name + ".weight", linear.weight, kind);
    Add(name + ".bias", linear.bias);
  }
  void Add(const std::string& name, LayerNorm& norm) {
    Add(name + ".weight", norm.scale);
    Add(name + ".bias", norm.shift);
  }

 private:
  std::vector<Parameter>& parameters_;
};

void AddLayer(Lister& lister, const std::string& prefix, Layer& layer) {
  lister.Add(prefix + "attention.self.query", layer.query, MatrixKind::kQuery);
  lister.Add(prefix + "attention.self.key", layer.key, MatrixKind::kKey);
  lister.Add(prefix + "attention.self.value", layer.value, MatrixKind::kValue);
  lister.Add(prefix + "attention.output.dense", layer.attention_output, MatrixKind::kAttentionOutput);
  lister.Add(prefix + "attention.output.LayerNorm", layer.attention_norm);
  lister.Add(prefix + "intermediate.dense", layer.intermediate, MatrixKind::kIntermediate);
  lister.Add(prefix + "output.dense", layer.output, MatrixKind::kOutput);
  lister.Add(prefix + "output.LayerNorm", layer.output_norm);
}

}  // namespace

std::string_view MatrixKindName(MatrixKind kind) {
  switch (kind) {
    case MatrixKind::kNone:
      return "none";
    case MatrixKind::kQuery:
      return "query";
    case MatrixKind::kKey:
      return "key";
    case MatrixKind::kValue:
      return "value";
    case MatrixKind::kAttentionOutput:
      return "attention_output";
    case MatrixKind::kIntermediate:
      return "intermediate";
    case MatrixKind::kOutput:
      return "output";
    case MatrixKind::kPooler:
      return "pooler";
    case MatrixKind::kClassifier:
      return "classifier";
  }
  return "none";
}

std::vector<Parameter> Parameters(Weights& weights) {
  std::vector<Parameter> parameters;
  Lister lister(parameters);
  const std::string family(FamilyName(weights.family));
  const bool is_bert = weights.family == Family::kBert;
  lister.Add(family + ".embeddings.word_embeddings.weight", weights.embeddings.words);
  lister.Add(family + ".embeddings.position_embeddings.weight", weights.embeddings.positions);
  lister.Add(family + ".embeddings.token_type_embeddings.weight", weights.embeddings.segments);
  lister.Add(family + ".embeddings.LayerNorm", weights.embeddings.norm);
  for (std::size_t l = 0; l < weights.layers.size(); ++l) {
    AddLayer(lister, fmt::format("{}.encoder.layer.{}.", family, l), weights.layers[l]);
  }
  lister.Add(is_bert ? "bert.pooler.dense" : "classifier.dense", weights.pooler, MatrixKind::kPooler);
  lister.Add(is_bert ? "classifier" : "classifier.out_proj", weights.classifier, MatrixKind::kClassifier);
  return parameters;
}

std::vector<Parameter> PrunableMatrices(Weights& weights) {
  const std::vector<Parameter> all = Parameters(weights);
  std::vector<Parameter> prunable;
  std::copy_if(all.begin(), all.end(), std::back_inserter(prunable),
               [](const Parameter& parameter) { return parameter.kind != MatrixKind::kNone; });
  return prunable;
}

std::vector<std::vector<std::int64_t>> ParameterShapes(const BertConfig& config, std::int64_t labels) {
  using Shape = std::vector<std::int64_t>;
  const std::int64_t d = config.hidden_size;
  std::vector<Shape> shapes = {
      {config.vocabulary_size, d}, {config.max_positions, d}, {config.segment_types, d}, {d}, {d}};
  for (std::int64_t i = 0; i < config.layers; ++i) {
    const LayerWidth width = config.width(i);
    const std::int64_t a = width.heads * config.head_size();
    const std::int64_t f = width.units;
    // Query, key, value, attention output and its norm; intermediate; output and its norm: as Parameters()
    // lists them.
    const std::vector<Shape> layer = {{a, d}, {a}, {a, d}, {a}, {a, d}, {a}, {d, a}, {d},
                                      {d},    {d}, {f, d}, {f}, {d, f}, {d}, {d},    {d}};
    shapes.insert(shapes.end(), layer.begin(), layer.end());
  }
  shapes.insert(shapes.end(), {{d, d}, {d}, {labels, d}, {labels}});
  return shapes;
}

Weights UndefinedWeights(const BertConfig& config) {
  Weights weights;
  weights.family = config.family;
  weights.layers.resize(static_cast<std::size_t>(config.layers));
  return weights;
}

Weights DeepCopy(const Weights& weights) {
  Weights copy = weights;
  for (const Parameter& parameter : Parameters(copy)) *parameter.tensor = parameter.tensor->detach().clone();
  return copy;
}

void RequireGradients(Weights& weights, bool required) {
  for (const Parameter& parameter : Parameters(weights)) parameter.tensor->set_requires_grad(required);
}

}  // namespace srnet::encoder
