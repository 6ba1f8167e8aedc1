#include "model/encoder/bert_config.h"

#include <cmath>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace srnet::encoder {

std::string_view FamilyName(Family family) { return family == Family::kBert ? "bert" : "roberta"; }

namespace {

Status ValidateWidths(const BertConfig& config) {
  if (config.layer_widths.empty()) return {};
  if (static_cast<std::int64_t>(config.layer_widths.size()) != config.layers) {
    return InvalidArgument("{} layers have a width of their own, of num_hidden_layers {}",
                           config.layer_widths.size(), config.layers);
  }
  for (const LayerWidth& width : config.layer_widths) {
    if (width.heads < 1 || width.heads > config.heads) {
      return InvalidArgument("a layer has {} heads; it must lie in 1..{}", width.heads, config.heads);
    }
    if (width.units < 1 || width.units > config.intermediate_size) {
      return InvalidArgument("a layer has {} feed-forward units; it must lie in 1..{}", width.units,
                             config.intermediate_size);
    }
  }
  return {};
}

}  // namespace

Status Validate(const BertConfig& config) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 24;
  const std::initializer_list<std::pair<std::string_view, std::int64_t>> sizes = {
      {"vocab_size", config.vocabulary_size},         {"max_position_embeddings", config.max_positions},
      {"type_vocab_size", config.segment_types},      {"hidden_size", config.hidden_size},
      {"num_hidden_layers", config.layers},           {"num_attention_heads", config.heads},
      {"intermediate_size", config.intermediate_size}};
  for (const auto& [name, value] : sizes) {
    if (value < 1 || value > kLargest) {
      return InvalidArgument("{} is {}; it must lie in 1..{}", name, value, kLargest);
    }
  }
  if (config.first_position < 0 || config.first_position >= config.max_positions) {
    return InvalidArgument("the first position, pad_token_id + 1, is {}; it must lie in 0..{}",
                           config.first_position, config.max_positions - 1);
  }
  if (config.hidden_size % config.heads != 0) {
    return InvalidArgument("hidden_size {} is not a multiple of num_attention_heads {}", config.hidden_size,
                           config.heads);
  }
  const std::initializer_list<std::pair<std::string_view, double>> reals = {
      {"layer_norm_eps", config.layer_norm_epsilon}, {"initializer_range", config.initializer_range}};
  for (const auto& [name, value] : reals) {
    if (!std::isfinite(value) || value <= 0) {
      return InvalidArgument("{} is {}; it must be a positive number", name, value);
    }
  }
  return ValidateWidths(config);
}

}  // namespace srnet::encoder
