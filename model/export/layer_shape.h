// How wide the layers of a model are, as its config.json says it.
//
// Where heads and feed-forward units were cut out, layers are unequal, which no standard configuration can
// say. Then config.json has two members more, one number for each layer:
//
//   "srnet_heads": [7, 12, ...], "srnet_units": [1024, 96, ...]
//
// and an "auto_map" that names the classes of srnet_layers.py beside it, so that `transformers` loads the
// folder with trust_remote_code. num_attention_heads and intermediate_size stay those of the whole model: the
// head size is hidden_size / num_attention_heads in any case. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"

namespace srnet::model_export {

struct LayerWidths {  // One number for each layer.
  std::vector<std::int64_t> heads;
  std::vector<std::int64_t> units;
};

struct LayerShape {
  std::string family;  // "bert" or "roberta"
  std::int64_t hidden_size = 0;
  std::int64_t head_size = 0;
  LayerWidths widths;
};

// INVALID_ARGUMENT with `file` and the member that is missing or no positive integer.
StatusOr<LayerShape> ReadLayerShape(std::string_view config_json, std::string_view file);

// The configuration with these widths. It must be a JSON object.
std::string WithLayerWidths(std::string_view config_json, const LayerShape& shape, const LayerWidths& widths);

// Whether the configuration, a JSON object, has widths of its own.
bool HasUnequalLayers(std::string_view config_json);

// What `transformers` needs to build unequal layers, and the name of its file.
inline constexpr std::string_view kLayersModule = "srnet_layers.py";
std::string_view LayersModule();

}  // namespace srnet::model_export
