// One transformer layer, and the last one, of which only the first tokens are read.
//
//   a  = LayerNorm(x + D(Attention(x W_q, x W_k, x W_v) W_ao))
//   x' = LayerNorm(a + D(GELU(a W_i) W_o))
//
// Vaswani et al. 2017, section 3.1, with post-LayerNorm and GELU as in Devlin et al. 2019; each product also
// adds its bias. x [T, d] in float32 or bfloat16, x' in the same type. Differentiable once in x and in the
// parameters that have requires_grad.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "model/encoder/bert_config.h"
#include "model/encoder/weights.h"
#include "model/kernels/dropout.h"

namespace srnet::encoder {

// Sites are numbered through the network, so that no two draw the same stream.
inline constexpr std::uint32_t kEmbeddingSite = 0;
inline constexpr std::uint32_t kSitesPerLayer = 3;
enum LayerSite : std::uint32_t { kProbabilities = 1, kAttentionOutput = 2, kFeedForwardOutput = 3 };

inline std::uint32_t SiteOf(std::size_t layer, LayerSite site) {
  return static_cast<std::uint32_t>(layer) * kSitesPerLayer + site;
}

// What a layer is given besides its input.
struct LayerContext {
  const BertConfig& config;
  const at::Tensor& offsets;  // [B + 1] int32, of the packed sequences
  const kernels::Dropout& dropout;
  std::size_t index;  // of the layer

  kernels::DropoutSite Site(LayerSite site) const { return {dropout, SiteOf(index, site)}; }
};

// x' [T, d].
at::Tensor TransformerLayer(const at::Tensor& x, const Layer& layer, const LayerContext& context);

// The rows of x' that belong to the first token of each sequence, [B, d]; the same draws of dropout. Only
// keys and values are computed for all tokens: for MNLI's 40 tokens a row a sixth of a layer's arithmetic.
at::Tensor LastLayerOnFirstTokens(const at::Tensor& x, const Layer& layer, const LayerContext& context);

}  // namespace srnet::encoder
