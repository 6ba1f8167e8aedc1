#include "model/export/layer_shape.h"

#include <nlohmann/json.hpp>

namespace srnet::model_export {
namespace {

using Json = nlohmann::ordered_json;

StatusOr<std::int64_t> Size(const Json& value, std::string_view name, std::string_view file) {
  if (!value.is_number_integer() || value.get<std::int64_t>() < 1)
    return InvalidArgument("{}: {} is not a positive integer", file, name);
  return value.get<std::int64_t>();
}

StatusOr<std::int64_t> SizeIn(const Json& config, std::string_view name, std::string_view file) {
  const auto found = config.find(name);
  if (found == config.end()) return InvalidArgument("{}: {} is missing", file, name);
  return Size(*found, name, file);
}

// One number for each layer, or `all` for every layer.
StatusOr<std::vector<std::int64_t>> Widths(const Json& config, std::string_view name, std::int64_t layers,
                                           std::int64_t all, std::string_view file) {
  const auto found = config.find(name);
  if (found == config.end()) return std::vector<std::int64_t>(static_cast<std::size_t>(layers), all);
  if (!found->is_array() || found->size() != static_cast<std::size_t>(layers))
    return InvalidArgument("{}: {} is no array of {} numbers", file, name, layers);
  std::vector<std::int64_t> widths;
  for (const Json& value : *found) {
    SRNET_ASSIGN_OR_RETURN(const std::int64_t width, Size(value, name, file));
    widths.push_back(width);
  }
  return widths;
}

}  // namespace

StatusOr<LayerShape> ReadLayerShape(std::string_view config_json, std::string_view file) {
  const Json config = Json::parse(config_json, nullptr, /*allow_exceptions=*/false);
  if (!config.is_object()) return InvalidArgument("{} is not a JSON object", file);
  LayerShape shape;
  shape.family = config.value("model_type", "");
  SRNET_ASSIGN_OR_RETURN(shape.hidden_size, SizeIn(config, "hidden_size", file));
  SRNET_ASSIGN_OR_RETURN(const std::int64_t layers, SizeIn(config, "num_hidden_layers", file));
  SRNET_ASSIGN_OR_RETURN(const std::int64_t heads, SizeIn(config, "num_attention_heads", file));
  SRNET_ASSIGN_OR_RETURN(const std::int64_t units, SizeIn(config, "intermediate_size", file));
  shape.head_size = shape.hidden_size / heads;
  SRNET_ASSIGN_OR_RETURN(shape.widths.heads, Widths(config, "srnet_heads", layers, heads, file));
  SRNET_ASSIGN_OR_RETURN(shape.widths.units, Widths(config, "srnet_units", layers, units, file));
  return shape;
}

bool HasUnequalLayers(std::string_view config_json) {
  return Json::parse(config_json).contains("srnet_heads");
}

std::string WithLayerWidths(std::string_view config_json, const LayerShape& shape,
                            const LayerWidths& widths) {
  Json config = Json::parse(config_json);
  config["srnet_heads"] = widths.heads;
  config["srnet_units"] = widths.units;
  const std::string_view name = shape.family == "bert" ? "UnequalBertForSequenceClassification"
                                                       : "UnequalRobertaForSequenceClassification";
  const std::string module(kLayersModule.substr(0, kLayersModule.rfind('.')));
  config["auto_map"] = {{"AutoModelForSequenceClassification", fmt::format("{}.{}", module, name)}};
  return config.dump(2) + "\n";
}

}  // namespace srnet::model_export
