#include "model/safetensors/parameter_names.h"

#include <fmt/format.h>

namespace srnet::safetensors {

std::string CanonicalParameterName(std::string name, std::string_view family) {
  const auto replace_end = [&name](std::string_view old_end, std::string_view new_end) {
    if (name.ends_with(old_end)) name.replace(name.size() - old_end.size(), old_end.size(), new_end);
  };
  replace_end("LayerNorm.gamma", "LayerNorm.weight");
  replace_end("LayerNorm.beta", "LayerNorm.bias");
  for (const std::string_view part : {"embeddings.", "encoder.", "pooler."}) {
    if (name.starts_with(part)) return fmt::format("{}.{}", family, name);
  }
  return name;
}

bool IsClassifierParameter(std::string_view name, std::string_view family) {
  if (name.ends_with("position_ids") || name.starts_with("roberta.pooler.")) return false;
  return name.starts_with("classifier.") || name.starts_with(fmt::format("{}.", family));
}

}  // namespace srnet::safetensors
