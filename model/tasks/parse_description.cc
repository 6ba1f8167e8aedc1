#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "model/tasks/description.h"
#include "model/tasks/node_reader.h"

namespace srnet::tasks {
namespace {

using yaml::Node;
using yaml::Problems;
using Kind = yaml::Node::Kind;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<std::string_view, 3> kTasks{"nli", "paraphrase", "fact"};

// What the members of a description share while it is read.
struct Reading {
  TaskDescription task;
  std::string positive;              // A class, or "".
  std::vector<std::string> metrics;  // Of sets that do not say.
  std::map<std::string, Table> tables;
  std::map<std::string, Pairs> values;  // By table.
  std::map<std::string, std::vector<std::string>> left_out;
  Problems problems;
};

int IndexOf(const std::vector<std::string>& words, const std::string& word) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? -1 : static_cast<int>(found - words.begin());
}

bool IsWord(const Node& node) { return node.kind == Kind::kScalar && !node.scalar.empty(); }

void ReadColumn(NodeReader& reader, std::string_view key, const Node& node, Column& into) {
  int position = 0;
  if (ReadInteger(node, position)) {
    into.position = position;
  } else if (IsWord(node)) {
    into.names = {node.scalar};
  } else if (!node.items.empty() && std::all_of(node.items.begin(), node.items.end(), IsWord)) {
    for (const Node& item : node.items) into.names.push_back(item.scalar);
  } else {
    reader.Fail(node, key,
                "expected the name of a column, a list of names or a position, got " + Describe(node));
  }
}

void ReadColumns(const Node& node, const std::string& path, Problems& problems, Table& table) {
  NodeReader reader(node, path, problems);
  const std::pair<std::string_view, Column*> columns[] = {
      {"a", &table.a}, {"b", &table.b}, {"label", &table.label}};
  for (const auto& [key, column] : columns) {
    if (const Node* member = reader.Need(key)) ReadColumn(reader, key, *member, *column);
  }
  reader.Finish();
}

// Names are those of a header or of JSON members, positions those of a line.
void CheckColumns(NodeReader& reader, const Node& node, const Table& table) {
  const bool is_json = table.format == Format::kJsonLines;
  for (const Column* column : {&table.a, &table.b, &table.label}) {
    if (is_json && column->position.has_value()) {
      reader.Fail(node, "columns", "JSON lines have names, not positions");
    } else if (!is_json && !table.header && !column->names.empty()) {
      reader.Fail(node, "columns", "without a header there are only positions, from 0 or from -1 backwards");
    }
  }
}

// How many columns a row has, and which, is known of a TSV file with a header alone.
void CheckHeaderKeys(NodeReader& reader, const Table& table) {
  if (table.format == Format::kTsv && table.header) return;
  for (const std::string_view key : {"ragged", "refused_columns"}) {
    const Node* node = reader.Find(key);
    if (node != nullptr) reader.Fail(*node, key, "only a TSV file with a header has a number of columns");
  }
}

IdPiece PieceOf(const std::string& name) {
  if (name == "line") return {IdPiece::Kind::kLine, {}, {}};
  if (name == "set") return {IdPiece::Kind::kSet, {}, {}};
  IdPiece piece{IdPiece::Kind::kColumn, {}, {}};
  int position = 0;
  if (ParseInteger(name, position)) {
    piece.column.position = position;
  } else {
    piece.column.names = {name};
  }
  return piece;
}

// False for a brace without its other half.
bool ParseId(std::string_view text, std::vector<IdPiece>& pieces) {
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    if (text.substr(0, open).find('}') != std::string_view::npos) return false;
    if (open > 0) pieces.push_back({IdPiece::Kind::kText, std::string(text.substr(0, open)), {}});
    text.remove_prefix(open);
    if (text.empty()) return true;
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos || close == 1 || text.rfind('{', close) != 0) return false;
    pieces.push_back(PieceOf(std::string(text.substr(1, close - 1))));
    text.remove_prefix(close + 1);
  }
  return true;
}

void ReadId(NodeReader& reader, std::vector<IdPiece>& pieces) {
  std::string text = "{set}-{line}";
  reader.Read("id", text);
  const Node* node = reader.Find("id");
  if (!ParseId(text, pieces) && node != nullptr) {
    reader.Fail(*node, "id",
                fmt::format("\"{}\" has a brace without the other, or nothing between them", text));
  }
}

void ReadTable(const Node& node, const std::string& name, Reading& reading) {
  NodeReader reader(node, "tables." + name, reading.problems);
  Table& table = reading.tables[name];
  std::string format = "tsv";
  reader.Read("format", format);
  if (format != "tsv" && format != "jsonl") {
    reader.Fail(*reader.Find("format"), "format", fmt::format("\"{}\" is neither tsv nor jsonl", format));
  }
  table.format = format == "jsonl" ? Format::kJsonLines : Format::kTsv;
  reader.Read("header", table.header);
  if (const Node* columns = reader.Need("columns")) {
    ReadColumns(*columns, reader.PathOf("columns"), reading.problems, table);
    CheckColumns(reader, *columns, table);
  }
  ReadId(reader, table.id);
  reader.Read("ragged", table.ragged);
  reader.Read("refused_columns", table.refused_columns);
  reader.Read("refused_texts", table.refused_texts);
  CheckHeaderKeys(reader, table);
  reader.Read("values", reading.values[name]);
  reader.Read("left_out", reading.left_out[name]);
  reader.Finish();
}

void ReadRole(NodeReader& reader, data::LabelledSet& set) {
  std::string role;
  reader.ReadNeeded("role", role);
  if (role.empty()) return;
  const StatusOr<data::Role> parsed = data::ParseRole(role);
  if (parsed.ok()) {
    set.role = *parsed;
  } else {
    reader.Fail(*reader.Find("role"), "role", Message(parsed.status()));
  }
}

// `merge` names a label of the set for each class; without it the labels are the classes.
void ReadLabels(NodeReader& reader, const Reading& reading, data::LabelledSet& set) {
  const std::vector<std::string>& classes = reading.task.classes;
  set.labels = classes;
  reader.Read("labels", set.labels);
  Pairs merge;
  reader.Read("merge", merge);
  const Node* node = reader.Find("merge");
  if (node == nullptr) {
    for (const std::string& name : classes) merge.emplace_back(name, name);
    node = reader.Find("labels");
  }
  set.label_merge.assign(classes.size(), -1);
  for (const auto& [name, label] : merge) {
    const int index = IndexOf(classes, name);
    if (index >= 0) set.label_merge[static_cast<std::size_t>(index)] = IndexOf(set.labels, label);
  }
  const bool known = std::all_of(merge.begin(), merge.end(),
                                 [&](const auto& pair) { return IndexOf(classes, pair.first) >= 0; });
  const auto& labels = set.label_merge;
  if (!known || std::find(labels.begin(), labels.end(), -1) != labels.end()) {
    if (node != nullptr) {
      reader.Fail(*node, "merge",
                  fmt::format("it must give one of the labels [{}] for each of the classes [{}]",
                              fmt::join(set.labels, ", "), fmt::join(classes, ", ")));
    }
    return;
  }
  const int positive = IndexOf(classes, reading.positive);
  if (positive >= 0) {
    set.positive = set.labels[static_cast<std::size_t>(set.label_merge[static_cast<std::size_t>(positive)])];
  }
}

// What the file writes for each label: the set's own word, else the table's, else the label itself.
void ReadValues(NodeReader& reader, const Reading& reading, const std::string& table, SetDescription& into) {
  Pairs values;
  for (const std::string& label : into.set.labels) values.emplace_back(label, label);
  if (const auto found = reading.values.find(table);
      found != reading.values.end() && !found->second.empty()) {
    values = found->second;
  }
  reader.Read("values", values);
  for (const auto& [value, label] : values) {
    const int index = IndexOf(into.set.labels, label);
    if (index >= 0) {
      into.values.emplace_back(value, index);
    } else if (const Node* node = reader.Find("values")) {
      reader.Fail(
          *node, "values",
          fmt::format("\"{}\" is not one of the labels [{}]", label, fmt::join(into.set.labels, ", ")));
    } else {
      reader.Fail(*reader.Find("table"), "table",
                  fmt::format("the table means \"{}\" by \"{}\", which is not one of the labels [{}]", label,
                              value, fmt::join(into.set.labels, ", ")));
    }
  }
}

void ReadGroups(NodeReader& reader, SetDescription& into) {
  const Node* node = reader.Find("groups");
  if (node == nullptr) return;
  if (node->kind != Kind::kMap)
    return reader.Fail(*node, "groups", "expected a mapping, got " + Describe(*node));
  for (const yaml::Member& member : node->members) {
    into.set.groups.push_back(member.key);
    ReadColumn(reader, "groups", member.value, into.groups.emplace_back());
  }
}

void ReadSet(const Node& node, const std::string& name, Reading& reading) {
  NodeReader reader(node, "sets." + name, reading.problems);
  SetDescription& into = reading.task.sets.emplace_back();
  into.set.name = name;
  ReadRole(reader, into.set);
  reader.ReadNeeded("files", into.files);
  std::string table;
  reader.ReadNeeded("table", table);
  if (const auto found = reading.tables.find(table); found != reading.tables.end()) {
    into.table = found->second;
    into.left_out = reading.left_out[table];
  } else if (!table.empty()) {
    reader.Fail(*reader.Find("table"), "table", fmt::format("there is no table \"{}\"", table));
  }
  ReadLabels(reader, reading, into.set);
  ReadValues(reader, reading, table, into);
  into.set.metrics = reading.metrics;
  reader.Read("metrics", into.set.metrics);
  ReadGroups(reader, into);
  reader.Read("copies", into.set.copies);
  reader.Read("optional", into.optional);
  if (!reader.Finish()) return;
  data::Dataset dataset;
  dataset.labels = reading.task.classes;
  const Status status = data::CheckSet(dataset, into.set);
  if (!status.ok()) reading.problems.Add(node.place, std::string(Message(status)));
}

// Calls `read` for each member of a mapping of mappings.
template <typename Read>
void ForEachMember(NodeReader& reader, std::string_view key, Reading& reading, Read read) {
  const Node* node = reader.Need(key);
  if (node == nullptr) return;
  if (node->kind != Kind::kMap) return reader.Fail(*node, key, "expected a mapping, got " + Describe(*node));
  for (const yaml::Member& member : node->members) read(member.value, member.key, reading);
}

void CheckRoles(const Node& node, Reading& reading) {
  for (const data::Role role : {data::Role::kTrain, data::Role::kDev}) {
    const auto count = std::count_if(reading.task.sets.begin(), reading.task.sets.end(),
                                     [role](const SetDescription& set) { return set.set.role == role; });
    if (count == 1) continue;
    reading.problems.Add(node.place, fmt::format("sets: there must be exactly one of role {}, there are {}",
                                                 data::RoleName(role), count));
  }
}

void ReadTask(const Node& node, Reading& reading) {
  NodeReader reader(node, "", reading.problems);
  TaskDescription& task = reading.task;
  reader.ReadNeeded("name", task.name);
  task.task = kTasks.front();
  reader.Read("task", task.task);
  if (std::find(kTasks.begin(), kTasks.end(), task.task) == kTasks.end()) {
    reader.Fail(*reader.Find("task"), "task",
                fmt::format("\"{}\" is none of {}", task.task, fmt::join(kTasks, ", ")));
  }
  reader.ReadNeeded("classes", task.classes);
  reader.Read("positive", reading.positive);
  if (!reading.positive.empty() && IndexOf(task.classes, reading.positive) < 0) {
    reader.Fail(*reader.Find("positive"), "positive",
                fmt::format("\"{}\" is not one of the classes [{}]", reading.positive,
                            fmt::join(task.classes, ", ")));
  }
  reading.metrics = {"accuracy"};
  reader.Read("metrics", reading.metrics);
  task.folders = {"."};
  reader.Read("folders", task.folders);
  ForEachMember(reader, "tables", reading, ReadTable);
  ForEachMember(reader, "sets", reading, ReadSet);
  if (reader.Finish()) CheckRoles(node, reading);
}

}  // namespace

StatusOr<TaskDescription> ParseDescription(std::string_view text) {
  Reading reading;
  const std::optional<Node> document = yaml::Load(text, "the description", reading.problems);
  if (document.has_value()) ReadTask(*document, reading);
  SRNET_RETURN_IF_ERROR(reading.problems.ToStatus());
  return std::move(reading.task);
}

}  // namespace srnet::tasks
