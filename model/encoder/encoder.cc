#include "model/encoder/encoder.h"

#include <ATen/ATen.h>

#include "model/attention/attention.h"
#include "model/encoder/embedding_sum.h"
#include "model/encoder/gelu_projection.h"
#include "model/encoder/query_key_value.h"
#include "model/encoder/residual_projection.h"

namespace srnet::encoder {
namespace {

using at::Tensor;
using kernels::DropoutSite;

// Sites are numbered through the network, so that no two draw the same stream.
constexpr std::uint32_t kEmbeddingSite = 0;
constexpr std::uint32_t kSitesPerLayer = 3;
enum LayerSite : std::uint32_t { kProbabilities = 1, kAttentionOutput = 2, kFeedForwardOutput = 3 };

std::uint32_t SiteOf(std::size_t layer, LayerSite site) {
  return static_cast<std::uint32_t>(layer) * kSitesPerLayer + site;
}

void CheckWeights(const Weights& weights, const BertConfig& config) {
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

Tensor TransformerLayer(const Tensor& x, const Layer& layer, std::size_t index, const BertConfig& config,
                        const Tensor& offsets, const Dropout& dropout) {
  const double epsilon = config.layer_norm_epsilon;
  const Tensor projected = QueryKeyValue(x, layer.query, layer.key, layer.value);
  const Tensor attended = attention::PackedAttention(projected, offsets, config.heads,
                                                     DropoutSite(dropout, SiteOf(index, kProbabilities)));
  const Tensor middle = ResidualProjection(attended, layer.attention_output, x, layer.attention_norm, epsilon,
                                           DropoutSite(dropout, SiteOf(index, kAttentionOutput)));
  const Tensor expanded = GeluProjection(middle, layer.intermediate);
  return ResidualProjection(expanded, layer.output, middle, layer.output_norm, epsilon,
                            DropoutSite(dropout, SiteOf(index, kFeedForwardOutput)));
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
  for (std::size_t l = 0; l < weights.layers.size(); ++l) {
    x = TransformerLayer(x, weights.layers[l], l, config, batch.offsets, dropout);
  }
  const Tensor first = x.index_select(0, batch.offsets.slice(0, 0, batch.sequences())).to(at::kFloat);
  const Tensor pooled = at::tanh(at::linear(first, weights.pooler.weight, weights.pooler.bias));
  const std::uint32_t pooled_site = SiteOf(weights.layers.size(), LayerSite::kProbabilities);
  return at::linear(Drop(pooled, DropoutSite(dropout, pooled_site)), weights.classifier.weight,
                    weights.classifier.bias);
}

}  // namespace srnet::encoder
