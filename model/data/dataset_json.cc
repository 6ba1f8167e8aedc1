#include "model/data/dataset_json.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

#include "common/json/object_reader.h"
#include "common/json/value.h"
#include "common/json/write.h"

namespace srnet::data {
namespace {

constexpr int kFormat = 2;
constexpr int kFormatOfOneMetric = 1;  // Still read: sets have "metric", no "positive", no "copies".

void ReadInt(json::ObjectReader& reader, std::string_view key, int& into) {
  std::int64_t wide = 0;
  reader.Read(key, wide);
  if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max()) {
    reader.Fail(key, fmt::format("{} is out of range", wide));
  } else {
    into = static_cast<int>(wide);
  }
}

void ReadStrings(json::ObjectReader& reader, std::string_view key, std::vector<std::string>& into) {
  const json::Array* array = reader.ReadArray(key);
  if (array == nullptr) return;
  for (const json::Value& element : *array) {
    const auto* text = std::get_if<std::string>(&element.data);
    if (text == nullptr)
      return reader.Fail(key, fmt::format("expected strings, found {}", TypeName(element)));
    into.push_back(*text);
  }
}

void ReadInts(json::ObjectReader& reader, std::string_view key, std::vector<int>& into) {
  const json::Array* array = reader.ReadArray(key);
  if (array == nullptr) return;
  for (const json::Value& element : *array) {
    const auto* number = std::get_if<std::int64_t>(&element.data);
    if (number == nullptr || static_cast<int>(*number) != *number) {
      return reader.Fail(key, "expected small whole numbers");
    }
    into.push_back(static_cast<int>(*number));
  }
}

// What format 1 could not say was so: accuracy alone, and entailment where there was such a label.
void ReadMetricsOfFormat1(json::ObjectReader& reader, LabelledSet& set) {
  reader.Read("metric", set.metrics.front());
  const auto found = std::find(set.labels.begin(), set.labels.end(), "entailment");
  if (found != set.labels.end()) set.positive = *found;
}

void ReadMetrics(json::ObjectReader& reader, LabelledSet& set) {
  ReadInt(reader, "copies", set.copies);
  set.metrics.clear();
  ReadStrings(reader, "metrics", set.metrics);
  reader.Read("positive", set.positive);
}

StatusOr<LabelledSet> ParseSet(const json::Value& value, int format, std::string path, SetFile& file) {
  LabelledSet set;
  std::string role;
  std::int64_t rows = 0;
  json::ObjectReader reader(value, std::move(path));
  reader.Read("file", file.file);
  ReadStrings(reader, "groups", set.groups);
  ReadInts(reader, "label_merge", set.label_merge);
  ReadStrings(reader, "labels", set.labels);
  if (format == kFormatOfOneMetric) {
    ReadMetricsOfFormat1(reader, set);
  } else {
    ReadMetrics(reader, set);
  }
  reader.Read("name", set.name);
  reader.Read("role", role);
  reader.Read("rows", rows);
  if (rows < 0) reader.Fail("rows", "must not be negative");
  SRNET_RETURN_IF_ERROR(reader.Finish());
  file.rows = static_cast<std::uint64_t>(rows);
  SRNET_ASSIGN_OR_RETURN(set.role, ParseRole(role));
  // The name of a set is checked, so a file name made of it cannot leave the folder.
  if (file.file != FileOfSet(set)) {
    return InvalidArgument("the file of set \"{}\" must be \"{}\"", set.name, FileOfSet(set));
  }
  return set;
}

StatusOr<Dataset> ParseDataset(const json::Value& value, std::vector<SetFile>& files) {
  Dataset dataset;
  int format = 0;
  json::ObjectReader reader(value, "");
  ReadInt(reader, "format", format);
  ReadStrings(reader, "labels", dataset.labels);
  reader.Read("name", dataset.name);
  reader.Read("task", dataset.task);
  const json::Array* sets = reader.ReadArray("sets");
  SRNET_RETURN_IF_ERROR(reader.Finish());
  if (format != kFormat && format != kFormatOfOneMetric) {
    return InvalidArgument("format {} is unknown, this version reads {} and {}", format, kFormatOfOneMetric,
                           kFormat);
  }
  for (std::size_t i = 0; i < sets->size(); ++i) {
    SRNET_ASSIGN_OR_RETURN(LabelledSet set,
                           ParseSet((*sets)[i], format, fmt::format("sets[{}]", i), files.emplace_back()));
    SRNET_RETURN_IF_ERROR(CheckSet(dataset, set));
    dataset.sets.push_back(std::move(set));
  }
  return dataset;
}

template <typename T>
std::string ListToJson(const std::vector<T>& values) {
  std::string text = "[";
  for (const T& value : values) {
    if (text.size() > 1) text += ", ";
    if constexpr (std::is_integral_v<T>) {
      json::AppendInteger(text, value);
    } else {
      json::AppendString(text, value);
    }
  }
  return text + "]";
}

std::string Quoted(std::string_view value) {
  std::string text;
  json::AppendString(text, value);
  return text;
}

std::string SetToJson(const LabelledSet& set) {
  return fmt::format(
      "    {{\"copies\": {}, \"file\": {}, \"groups\": {}, \"label_merge\": {}, \"labels\": {},\n"
      "     \"metrics\": {}, \"name\": {}, \"positive\": {}, \"role\": {}, \"rows\": {}}}",
      set.copies, Quoted(FileOfSet(set)), ListToJson(set.groups), ListToJson(set.label_merge),
      ListToJson(set.labels), ListToJson(set.metrics), Quoted(set.name), Quoted(set.positive),
      Quoted(RoleName(set.role)), set.rows.size());
}

}  // namespace

std::string FileOfSet(const LabelledSet& set) { return set.name + ".jsonl"; }

std::string DescriptionToJson(const Dataset& dataset) {
  std::vector<std::string> sets;
  for (const LabelledSet& set : dataset.sets) sets.push_back(SetToJson(set));
  return fmt::format(
      "{{\n  \"format\": {},\n  \"labels\": {},\n  \"name\": {},\n  \"sets\": [\n{}\n  ],\n  \"task\": "
      "{}\n}}\n",
      kFormat, ListToJson(dataset.labels), Quoted(dataset.name), fmt::join(sets, ",\n"),
      Quoted(dataset.task));
}

std::string RowToJson(const Row& row) {
  return fmt::format(R"({{"a": {}, "b": {}, "groups": {}, "id": {}, "label": {}}})", Quoted(row.a),
                     Quoted(row.b), ListToJson(row.groups), Quoted(row.id), row.label);
}

StatusOr<Dataset> ParseDescription(std::string_view text, std::string_view where,
                                   std::vector<SetFile>& files) {
  const StatusOr<json::Value> value = json::Parse(text);
  if (!value.ok()) return Annotate(value.status(), where);
  StatusOr<Dataset> dataset = ParseDataset(*value, files);
  if (!dataset.ok()) return Annotate(dataset.status(), where);
  return dataset;
}

StatusOr<Row> ParseRow(std::string_view text) {
  SRNET_ASSIGN_OR_RETURN(const json::Value value, json::Parse(text));
  Row row;
  json::ObjectReader reader(value, "");
  reader.Read("a", row.a);
  reader.Read("b", row.b);
  ReadStrings(reader, "groups", row.groups);
  reader.Read("id", row.id);
  ReadInt(reader, "label", row.label);
  SRNET_RETURN_IF_ERROR(reader.Finish());
  return row;
}

}  // namespace srnet::data
