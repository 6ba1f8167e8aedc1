#include "model/encoder/transformer_layer.h"

#include <ATen/ATen.h>

#include <vector>

#include "model/attention/attention.h"
#include "model/encoder/gelu_projection.h"
#include "model/encoder/query_key_value.h"
#include "model/encoder/residual_projection.h"

namespace srnet::encoder {
namespace {

using at::Tensor;
using kernels::DropoutSite;

// Fewer than configured where heads were cut out.
std::int64_t HeadsOf(const Layer& layer, const LayerContext& context) {
  return layer.query.weight.size(0) / context.config.head_size();
}

// All that follows attention, row by row.
Tensor AfterAttention(const Tensor& attended, const Tensor& x, const Layer& layer,
                      const LayerContext& context, const DropoutSite& attention_site,
                      const DropoutSite& feed_forward_site) {
  const double epsilon = context.config.layer_norm_epsilon;
  const Tensor middle =
      ResidualProjection(attended, layer.attention_output, x, layer.attention_norm, epsilon, attention_site);
  const Tensor expanded = GeluProjection(middle, layer.intermediate);
  return ResidualProjection(expanded, layer.output, middle, layer.output_norm, epsilon, feed_forward_site);
}

}  // namespace

Tensor TransformerLayer(const Tensor& x, const Layer& layer, const LayerContext& context) {
  const Tensor projected = QueryKeyValue(x, layer.query, layer.key, layer.value);
  const Tensor attended = attention::PackedAttention(projected, context.offsets, HeadsOf(layer, context),
                                                     context.Site(kProbabilities));
  return AfterAttention(attended, x, layer, context, context.Site(kAttentionOutput),
                        context.Site(kFeedForwardOutput));
}

Tensor LastLayerOnFirstTokens(const Tensor& x, const Layer& layer, const LayerContext& context) {
  const Tensor places = context.offsets.slice(0, 0, context.offsets.numel() - 1);
  const Tensor first = x.index_select(0, places);
  const Tensor attended =
      attention::FirstTokenAttention(Query(first, layer.query), KeyValue(x, layer.key, layer.value),
                                     context.offsets, HeadsOf(layer, context), context.Site(kProbabilities));
  const auto* place = places.const_data_ptr<std::int32_t>();
  const std::vector<std::uint32_t> rows(place, place + places.numel());
  return AfterAttention(attended, first, layer, context, context.Site(kAttentionOutput).OfRows(rows),
                        context.Site(kFeedForwardOutput).OfRows(rows));
}

}  // namespace srnet::encoder
