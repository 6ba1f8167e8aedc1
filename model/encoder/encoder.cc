#include "model/encoder/encoder.h"

#include <ATen/ATen.h>

#include <vector>

#include "model/encoder/embedding_sum.h"
#include "model/encoder/transformer_layer.h"

namespace srnet::encoder {
namespace {

using at::Tensor;
using kernels::DropoutSite;

void CheckWeights(const Weights& weights, const BertConfig& config) {
  TORCH_CHECK(weights.family == config.family, "encoder: the weights are of ", FamilyName(weights.family),
              ", the configuration of ", FamilyName(config.family));
  TORCH_CHECK(config.layers >= 1, "encoder: a model has one layer or more");
  TORCH_CHECK(static_cast<std::int64_t>(weights.layers.size()) == config.layers, "encoder: the weights have ",
              weights.layers.size(), " layers, the configuration ", config.layers);
  Weights handles = weights;
  const std::vector<Parameter> parameters = Parameters(handles);
  const auto shapes = ParameterShapes(config, weights.classifier.weight.size(0));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Tensor& tensor = *parameters[i].tensor;
    TORCH_CHECK(tensor.defined() && tensor.sizes() == at::IntArrayRef(shapes[i]),
                "encoder: ", parameters[i].name, " must have shape ", at::IntArrayRef(shapes[i]));
    TORCH_CHECK(tensor.scalar_type() == at::kFloat && tensor.is_contiguous(), "encoder: ", parameters[i].name,
                " must be contiguous float32");
  }
}

// The rows of the embedding tables that a batch reads.
PackedBatch TableRows(const PackedBatch& batch, const BertConfig& config) {
  PackedBatch rows = batch;
  if (!config.reads_segments()) rows.segments = at::zeros_like(batch.segments);
  if (config.first_position != 0) rows.positions = batch.positions + config.first_position;
  return rows;
}

// Multiplies by dropout scales. For the B pooled rows, where fusing would gain nothing.
Tensor Drop(const Tensor& x, const DropoutSite& site) {
  if (!site.enabled()) return x;
  const Tensor scales = at::empty(x.sizes(), x.options());
  auto* scale = scales.mutable_data_ptr<float>();
  for (std::int64_t row = 0; row < x.size(0); ++row) {
    site.FillRow(static_cast<std::uint32_t>(row), x.size(1), scale + row * x.size(1));
  }
  return x * scales;
}

// From the last state of the first token, [B, d] float32, to logits.
Tensor ClassifierHead(const Weights& weights, const Tensor& first, const Dropout& dropout) {
  const std::size_t behind = weights.layers.size();
  const DropoutSite before_pooling(dropout, SiteOf(behind, LayerSite::kAttentionOutput));
  const DropoutSite after_pooling(dropout, SiteOf(behind, LayerSite::kProbabilities));
  const Tensor read = weights.family == Family::kRoberta ? Drop(first, before_pooling) : first;
  const Tensor pooled = at::tanh(at::linear(read, weights.pooler.weight, weights.pooler.bias));
  return at::linear(Drop(pooled, after_pooling), weights.classifier.weight, weights.classifier.bias);
}

}  // namespace

Tensor Logits(const Weights& weights, const BertConfig& config, const PackedBatch& batch,
              const Dropout& dropout, Precision precision) {
  CheckWeights(weights, config);
  const at::ScalarType storage = precision == Precision::kBFloat16 ? at::kBFloat16 : at::kFloat;
  Tensor x = EmbeddingSum(weights.embeddings, TableRows(batch, config), config.layer_norm_epsilon,
                          DropoutSite(dropout, kEmbeddingSite), storage);
  const std::size_t last = weights.layers.size() - 1;
  for (std::size_t l = 0; l < last; ++l) {
    x = TransformerLayer(x, weights.layers[l], {config, batch.offsets, dropout, l});
  }
  const Tensor first =
      LastLayerOnFirstTokens(x, weights.layers[last], {config, batch.offsets, dropout, last}).to(at::kFloat);
  return ClassifierHead(weights, first, dropout);
}

}  // namespace srnet::encoder
