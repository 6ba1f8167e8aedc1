// The shape of a BERT or RoBERTa encoder, as config.json of a Hugging Face folder states it.
//
// Plain values without Torch. Letters used in all of model/: V vocabulary_size, P max_positions, S
// segment_types, d hidden_size, L layers, H heads, f intermediate_size. Dropout is not here: it belongs to a
// recipe, not to a model.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/status/status.h"

namespace srnet::encoder {

// Which published model the ends of the network follow; the layers are the same.
//
//                         kBert (Devlin et al. 2019)         kRoberta (Liu et al. 2019)
//   first position        row 0                              row padding_idx + 1 = 2
//   segments              two rows, A and B                  one row, all tokens
//   head                  tanh(x W_p), dropout, W_c          dropout, tanh(x W_p), dropout, W_c
//   W_p is called         bert.pooler.dense, pre-trained     classifier.dense, drawn freshly
//   W_c is called         classifier                         classifier.out_proj
enum class Family { kBert, kRoberta };

// "bert" or "roberta": model_type of config.json, and the first part of the encoder's parameter names.
std::string_view FamilyName(Family family);

// What a layer has of each: as configured, or less where whole heads and feed-forward units were cut out.
// Then query, key and value are [heads d/H, d], and the others as narrow.
struct LayerWidth {
  std::int64_t heads = 0;
  std::int64_t units = 0;
  bool operator==(const LayerWidth&) const = default;
};

// Devlin et al. 2019: post-LayerNorm, exact (erf) GELU, absolute learned positions. Defaults are BERT-base.
struct BertConfig {
  Family family = Family::kBert;
  std::int64_t vocabulary_size = 30522;
  std::int64_t max_positions = 512;  // rows of the table, those below first_position included
  std::int64_t first_position = 0;   // row of the first token
  std::int64_t segment_types = 2;
  std::int64_t hidden_size = 768;
  std::int64_t layers = 12;
  std::int64_t heads = 12;
  std::int64_t intermediate_size = 3072;
  double layer_norm_epsilon = 1e-12;
  double initializer_range = 0.02;            // standard deviation of freshly drawn weights
  std::vector<LayerWidth> layer_widths = {};  // one for each layer; none: all are H heads and f units wide

  std::int64_t head_size() const { return hidden_size / heads; }
  LayerWidth width(std::int64_t layer) const {
    if (layer_widths.empty()) return {heads, intermediate_size};
    return layer_widths[static_cast<std::size_t>(layer)];
  }
  std::int64_t longest_sequence() const { return max_positions - first_position; }
  // Whether the second text is told from the first by its segment.
  bool reads_segments() const { return family == Family::kBert && segment_types > 1; }
  bool operator==(const BertConfig&) const = default;
};

// INVALID_ARGUMENT names the first field out of range: every size in 1..2^24, first_position in
// 0..max_positions - 1, heads divides hidden_size, layer_widths none or one in 1..H and 1..f for each layer,
// layer_norm_epsilon and initializer_range finite and positive.
Status Validate(const BertConfig& config);

}  // namespace srnet::encoder
