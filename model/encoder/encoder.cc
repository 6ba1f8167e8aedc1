#include "model/encoder/encoder.h"

#include <ATen/ATen.h>

#include "model/encoder/embedding_sum.h"
#include "model/encoder/transformer_layer.h"

namespace srnet::encoder {
namespace {

using at::Tensor;
using kernels::DropoutSite;

void CheckWeights(const Weights& weights, const BertConfig& config) {
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

}  // namespace

Tensor Logits(const Weights& weights, const BertConfig& config, const PackedBatch& batch,
              const Dropout& dropout, Precision precision) {
  CheckWeights(weights, config);
  const at::ScalarType storage = precision == Precision::kBFloat16 ? at::kBFloat16 : at::kFloat;
  Tensor x = EmbeddingSum(weights.embeddings, batch, config.layer_norm_epsilon,
                          DropoutSite(dropout, kEmbeddingSite), storage);
  const std::size_t last = weights.layers.size() - 1;
  for (std::size_t l = 0; l < last; ++l) {
    x = TransformerLayer(x, weights.layers[l], {config, batch.offsets, dropout, l});
  }
  const Tensor first =
      LastLayerOnFirstTokens(x, weights.layers[last], {config, batch.offsets, dropout, last}).to(at::kFloat);
  const Tensor pooled = at::tanh(at::linear(first, weights.pooler.weight, weights.pooler.bias));
  const std::uint32_t pooled_site = SiteOf(last + 1, kProbabilities);
  return at::linear(Drop(pooled, DropoutSite(dropout, pooled_site)), weights.classifier.weight,
                    weights.classifier.bias);
}

}  // namespace srnet::encoder
