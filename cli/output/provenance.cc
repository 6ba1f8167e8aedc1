#include "cli/output/provenance.h"

#include <cstdint>
#include <variant>

#include "common/json/value.h"

namespace srnet::cli {

Provenance ReadProvenance(const std::string& text) {
  Provenance provenance;
  const auto parsed = json::Parse(text);
  const auto* object = parsed.ok() ? std::get_if<json::Object>(&parsed->data) : nullptr;
  if (object == nullptr) return provenance;
  for (const json::Member& member : *object) {
    if (const auto* field = std::get_if<std::string>(&member.value.data)) {
      provenance[member.key] = *field;
    } else if (const auto* number = std::get_if<std::int64_t>(&member.value.data)) {
      provenance[member.key] = std::to_string(*number);
    }
  }
  return provenance;
}

std::string FieldOf(const Provenance& provenance, std::string_view name) {
  const auto field = provenance.find(name);
  return field == provenance.end() ? std::string() : field->second;
}

}  // namespace srnet::cli
