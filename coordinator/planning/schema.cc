#include "coordinator/planning/schema.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "coordinator/planning/fields.h"
#include "coordinator/planning/preset.h"

namespace srnet::planning {
namespace {

// Members keep the order of fields.h.
using Json = nlohmann::ordered_json;

template <typename Number>
Json WithBounds(Json schema, const stage::Bounds<Number>& bounds) {
  schema[bounds.low_open ? "exclusiveMinimum" : "minimum"] = bounds.low;
  schema[bounds.high_open ? "exclusiveMaximum" : "maximum"] = bounds.high;
  return schema;
}

template <typename Names>
Json ChoiceSchema(const Names& names) {
  Json schema;
  for (const std::string_view name : names) schema["enum"].push_back(std::string(name));
  return schema;
}

Json Reference(const std::string& definition) { return {{"$ref", "#/$defs/" + definition}}; }

// The definition that the overrides for one loss refer to.
std::string DefinitionOf(const FinetuneOverride&) { return "finetune_with_a_loss"; }
std::string DefinitionOf(const ImpOverride&) { return "imp_with_a_loss"; }
std::string DefinitionOf(const MaskOverride&) { return "mask_with_a_loss"; }
std::string DefinitionOf(const RetrainOverride&) { return "retrain_with_a_loss"; }

// Collects the properties of one mapping; the counterpart of the reader.
class SchemaWriter {
 public:
  template <typename T, typename... Bounds>
  void operator()(const Field& field, T& member, const Bounds&... bounds) {
    const std::string name(field.name);
    Json schema = SchemaOf(member, bounds...);
    if (!field.meaning.empty()) schema["description"] = std::string(field.meaning);
    properties_[name] = std::move(schema);
    if (field.required) required_.push_back(name);
  }

  // `others` is the schema of members with other names; null when there may be none.
  Json Mapping(const Json& others = nullptr) const {
    Json schema = {{"type", "object"}, {"properties", properties_}};
    if (!required_.empty()) schema["required"] = required_;
    schema["additionalProperties"] = others.is_null() ? Json(false) : others;
    return schema;
  }

 private:
  static Json OneOrMore(const Json& one) {
    return {{"anyOf", Json::array({one, {{"type", "array"}, {"items", one}, {"minItems", 1}}})}};
  }

  template <typename Struct>
  static Json MappingOf(Struct& fields) {
    SchemaWriter nested;
    DescribeFields(nested, fields);
    return nested.Mapping();
  }

  static Json SchemaOf(std::string&) { return {{"type", "string"}, {"minLength", 1}}; }
  static Json SchemaOf(bool&) { return {{"type", "boolean"}}; }
  static Json SchemaOf(std::chrono::seconds&) {
    return {{"type", "string"}, {"pattern", "^[1-9][0-9]*[smhd]$"}};
  }
  static Json SchemaOf(Labels&) {
    std::string value;
    return {{"type", "object"},
            {"propertyNames", {{"pattern", "^[^=]+$"}}},
            {"additionalProperties", SchemaOf(value)}};
  }
  static Json SchemaOf(Compat&) {
    Json schema = ChoiceSchema(kCompatNames);
    for (const std::string_view id : kCompatIds) schema["enum"].push_back(std::string(id));
    return schema;
  }
  static Json SchemaOf(Sparsity& sparsity, const FractionBounds& fraction) {
    const Json number = SchemaOf(sparsity.value, fraction);
    const Json gradual = {{"type", "array"}, {"items", number}, {"minItems", 2}, {"maxItems", 2}};
    const Json mapping = {{"type", "object"},
                          {"properties", {{"gradual", gradual}}},
                          {"required", Json::array({"gradual"})},
                          {"additionalProperties", false}};
    return {{"anyOf", Json::array({number["anyOf"][0], number["anyOf"][1], mapping})}};
  }
  static Json SchemaOf(std::int64_t&, const stage::Bounds<std::int64_t>& bounds) {
    return WithBounds({{"type", "integer"}}, bounds);
  }
  static Json SchemaOf(std::int64_t&, const EitherOf& numbers) {
    return {{"enum", Json::array({numbers.low, numbers.high})}};
  }
  static Json SchemaOf(double&, const stage::Bounds<double>& bounds) {
    return WithBounds({{"type", "number"}}, bounds);
  }
  static Json SchemaOf(double&, const FractionBounds& fraction) {
    const Json number = WithBounds({{"type", "number"}}, fraction.bounds);
    const Json per_cent = {{"type", "string"}, {"pattern", "^[0-9]+(\\.[0-9]+)?%$"}};
    return {{"anyOf", Json::array({number, per_cent})}};
  }
  template <typename Choice>
  requires std::is_enum_v<Choice>
  static Json SchemaOf(Choice&) { return ChoiceSchema(NamesOf(Choice{})); }
  template <typename T, typename... Bounds>
  static Json SchemaOf(std::optional<T>&, const Bounds&... bounds) {
    T member{};
    return SchemaOf(member, bounds...);
  }
  template <typename T, typename... Bounds>
  static Json SchemaOf(Placed<T>&, const Bounds&... bounds) {
    T member{};
    return SchemaOf(member, bounds...);
  }
  template <typename T, typename... Bounds>
  static Json SchemaOf(std::vector<Placed<T>>&, const Bounds&... bounds) {
    T member{};
    return OneOrMore(SchemaOf(member, bounds...));
  }
  template <typename Struct>
  requires requires(SchemaWriter& writer, Struct& fields) { DescribeFields(writer, fields); }
  static Json SchemaOf(Struct& fields) { return MappingOf(fields); }
  template <typename Override>
  static Json SchemaOf(ByLoss<Override>& overrides) {
    SchemaWriter nested;
    DescribeFields(nested, overrides.every);
    for (const std::string_view loss : stage::kLossNames) {
      nested.properties_[std::string(loss)] = Reference(DefinitionOf(overrides.every));
    }
    return nested.Mapping();
  }
  static Json SchemaOf(std::vector<ModelReference>&) {
    ModelReference model;
    return OneOrMore({{"anyOf", Json::array({SchemaOf(model.name), MappingOf(model)})}});
  }
  static Json SchemaOf(std::vector<Block>&) {
    Block block;
    return {{"type", "array"}, {"items", MappingOf(block)}, {"minItems", 1}};
  }
  static Json SchemaOf(Overrides& overrides) {
    SchemaWriter nested;
    DescribeFields(nested, overrides.every);
    for (auto& [name, schema] : nested.properties_.items()) schema = Reference("task/properties/" + name);
    return nested.Mapping(Reference("task"));
  }

  Json properties_ = Json::object();
  Json required_ = Json::array();
};

template <typename Struct>
Json MappingSchema() {
  Struct fields;
  SchemaWriter writer;
  DescribeFields(writer, fields);
  return writer.Mapping();
}

template <typename... Override>
void Define(Json& definitions) {
  ((definitions[DefinitionOf(Override())] = MappingSchema<Override>()), ...);
}

}  // namespace

std::string SpecificationSchema() {
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "srnet sweep specification"}};
  schema.update(MappingSchema<Specification>());
  // With a preset nothing else is needed.
  Json spec = {{"description", "A preset, whose members the others here replace."}};
  for (const Preset& preset : Presets()) spec["enum"].push_back(std::string(preset.name));
  schema["properties"]["spec"] = spec;
  const Json required = {{"required", schema["required"]}};
  schema.erase("required");
  schema["anyOf"] = Json::array({Json{{"required", Json::array({"spec"})}}, required});
  schema["$defs"] = {{"task", MappingSchema<TaskOverride>()}};
  Define<FinetuneOverride, ImpOverride, MaskOverride, RetrainOverride>(schema["$defs"]);
  return schema.dump(2) + "\n";
}

}  // namespace srnet::planning
