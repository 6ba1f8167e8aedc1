#include "coordinator/app/execution_text.h"

#include <limits>
#include <optional>
#include <string_view>
#include <variant>

#include "common/json/object_reader.h"
#include "common/json/write.h"
#include "coordinator/planning/field.h"

namespace srnet::app {
namespace {

// Appends "name": in the object that `text` ends with.
void AppendName(std::string& text, std::string_view name) {
  if (text.back() != '{') text += ',';
  json::AppendString(text, name);
  text += ':';
}

void AppendNumber(std::string& text, std::string_view name, const std::optional<std::int64_t>& number) {
  if (!number) return;
  AppendName(text, name);
  json::AppendInteger(text, *number);
}

void AppendObject(std::string& text, std::string_view name, const std::string& object) {
  if (object == "{}") return;
  AppendName(text, name);
  text += object;
}

std::optional<std::int64_t> ReadNumber(json::ObjectReader& reader, std::string_view name,
                                       std::int64_t largest) {
  if (reader.Find(name) == nullptr) return std::nullopt;
  std::int64_t number = 0;
  reader.Read(name, number);
  if (number < 0 || number > largest) reader.Fail(name, "is out of range");
  return reader.ok() ? std::optional(number) : std::nullopt;
}

std::optional<std::uint8_t> ReadRetries(json::ObjectReader& reader, std::string_view name) {
  const auto number = ReadNumber(reader, name, std::numeric_limits<std::uint8_t>::max());
  return number ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
}

void ReadLabels(json::ObjectReader& reader, core::Labels& labels) {
  if (reader.Find("labels") == nullptr) return;
  const json::Object* object = reader.ReadObject("labels");
  if (object == nullptr) return;
  for (const json::Member& member : *object) {
    const auto* value = std::get_if<std::string>(&member.value.data);
    if (value == nullptr) return reader.Fail("labels", "expected texts");
    labels.emplace(member.key, *value);
  }
}

}  // namespace

std::string ToText(const planning::Execution& execution) {
  std::string labels = "{";
  for (const auto& [key, value] : execution.labels) {
    AppendName(labels, key);
    json::AppendString(labels, value);
  }
  labels += '}';
  std::string retries = "{";
  AppendNumber(retries, "crashed", execution.retries.crashed);
  AppendNumber(retries, "out_of_memory", execution.retries.out_of_memory);
  retries += '}';
  std::string text = "{";
  if (execution.deadline) AppendNumber(text, "deadline_seconds", execution.deadline->count());
  AppendObject(text, "labels", labels);
  AppendObject(text, "retries", retries);
  text += '}';
  return text == "{}" ? std::string() : text;
}

StatusOr<core::Execution> ReadExecution(const std::string& text) {
  core::Execution execution;
  if (text.empty()) return execution;
  SRNET_ASSIGN_OR_RETURN(const json::Value document, json::Parse(text));
  json::ObjectReader reader(document, "execution");
  const auto seconds = ReadNumber(reader, "deadline_seconds", planning::kLongestDuration.count());
  if (seconds) execution.deadline = std::chrono::seconds(*seconds);
  ReadLabels(reader, execution.labels);
  if (const json::Value* retries = reader.Find("retries")) {
    json::ObjectReader nested(*retries, "execution.retries");
    execution.crash_retries = ReadRetries(nested, "crashed");
    execution.memory_retries = ReadRetries(nested, "out_of_memory");
    SRNET_RETURN_IF_ERROR(nested.Finish());
  }
  SRNET_RETURN_IF_ERROR(reader.Finish());
  return execution;
}

}  // namespace srnet::app
