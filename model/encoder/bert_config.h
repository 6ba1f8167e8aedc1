// The shape of a BERT encoder, as config.json of a Hugging Face folder states it.
//
// Plain values without Torch. Letters used in all of model/: V vocabulary_size, P max_positions, S
// segment_types, d hidden_size, L layers, H heads, f intermediate_size. Dropout is not here: it belongs to a
// recipe, not to a model.
#pragma once

#include <cstdint>

#include "common/status/status.h"

namespace srnet::encoder {

// Devlin et al. 2019: post-LayerNorm, exact (erf) GELU, absolute learned positions. Defaults are BERT-base.
struct BertConfig {
  std::int64_t vocabulary_size = 30522;
  std::int64_t max_positions = 512;
  std::int64_t segment_types = 2;
  std::int64_t hidden_size = 768;
  std::int64_t layers = 12;
  std::int64_t heads = 12;
  std::int64_t intermediate_size = 3072;
  double layer_norm_epsilon = 1e-12;
  double initializer_range = 0.02;  // standard deviation of freshly drawn weights

  std::int64_t head_size() const { return hidden_size / heads; }
  bool operator==(const BertConfig&) const = default;
};

// INVALID_ARGUMENT names the first field out of range: every size in 1..2^24, heads divides hidden_size,
// layer_norm_epsilon and initializer_range finite and positive.
Status Validate(const BertConfig& config);

}  // namespace srnet::encoder
