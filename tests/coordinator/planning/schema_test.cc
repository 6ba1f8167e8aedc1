#include "coordinator/planning/schema.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "coordinator/planning/plan.h"
#include "tests/coordinator/planning/example_catalogue.h"

namespace srnet::planning {
namespace {

using nlohmann::json;

std::string Published() {
  std::ifstream file(SRNET_SOURCE_DIR "/docs/specification.schema.json");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// After a change of the fields: coordinator_planning_test --gtest_filter=SpecificationSchema.IsPublished
// prints the new text.
TEST(SpecificationSchema, IsPublished) {
  EXPECT_EQ(Published(), SpecificationSchema()) << "docs/specification.schema.json must hold:\n"
                                                << SpecificationSchema();
}

std::string Planned(const std::string& extra) {
  const std::string head =
      "name: x\nmodel: bert\ntasks: mnli\nseeds: 1\ngrid: [{pipeline: finetune_prune, method: mask, loss: "
      "std, "
      "sparsity: 0.5}]\n";
  return std::string(Message(PlanText(head + extra, ExampleCatalogue()).status()));
}

// A value that the schema allows, and one of its bounds.
std::string ValueOf(const json& schema) {
  if (schema.contains("anyOf")) return ValueOf(schema["anyOf"][0]);
  if (schema.contains("enum")) {
    const json& last = schema["enum"].back();
    return last.is_string() ? last.get<std::string>() : last.dump();
  }
  if (schema["type"] == "boolean") return "true";
  if (schema["type"] == "string") return "crawl";  // No text is anything else than a name of the catalogue.
  if (schema["type"] == "number") return schema.contains("maximum") ? schema["maximum"].dump() : "0.5";
  return schema.value("maximum", json(1)).dump();
}

TEST(SpecificationSchema, EveryOverrideThatItNamesIsRead) {
  const json schema = json::parse(SpecificationSchema());
  for (const auto& [section, mapping] : schema["$defs"]["task"]["properties"].items()) {
    for (const auto& [name, field] : mapping["properties"].items()) {
      if (field.contains("properties") || field.contains("$ref")) continue;  // A mapping of its own.
      const std::string text = fmt::format("overrides: {{{}: {{{}: {}}}}}", section, name, ValueOf(field));
      // That it is read is asked for here, not that this value suits this task.
      EXPECT_THAT(Planned(text), ::testing::AnyOf("", ::testing::HasSubstr("snapshot_steps: "),
                                                  ::testing::HasSubstr("selection_metric: ")))
          << text;
    }
  }
}

TEST(SpecificationSchema, NamesEveryKeyThatTheReaderKnows) {
  const json schema = json::parse(SpecificationSchema());
  // The reader lists its keys when it meets one that resembles none.
  for (const auto& [name, unused] : schema["properties"].items()) {
    EXPECT_THAT(Planned("zzzzzzzzzz: 1"), ::testing::HasSubstr(name));
  }
  EXPECT_EQ(
      schema["anyOf"],
      json::parse(R"([{"required": ["spec"]}, {"required": ["name", "model", "tasks", "seeds", "grid"]}])"));
}

}  // namespace
}  // namespace srnet::planning
