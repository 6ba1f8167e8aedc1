#include "model/tasks/record.h"

#include <fmt/ranges.h>

#include <variant>

namespace srnet::tasks {
namespace {

const json::Value* FindMember(const json::Value& object, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (const json::Member& member : std::get<json::Object>(object.data)) {
      if (member.key == name) return &member.value;
    }
  }
  return nullptr;
}

}  // namespace

void SplitAtTabs(std::string_view line, std::vector<std::string_view>& columns) {
  columns.clear();
  while (true) {
    const std::size_t tab = line.find('\t');
    columns.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return;
    line.remove_prefix(tab + 1);
  }
}

std::string TabbedRecord::Read(std::string_view line) {
  SplitAtTabs(line, values_);
  if (!IsRagged()) return {};
  return fmt::format("{} columns, expected {}", values_.size(), columns_);
}

std::string TabbedRecord::Get(const Column& column, std::string& text) const {
  const auto size = static_cast<int>(values_.size());
  const int place = *column.position < 0 ? size + *column.position : *column.position;
  if (place < 0 || place >= size) {
    return fmt::format("there is no column {}, the line has {}", *column.position, size);
  }
  text = values_[static_cast<std::size_t>(place)];
  return {};
}

std::string JsonRecord::Read(std::string_view line) {
  StatusOr<json::Value> parsed = json::Parse(line);
  if (!parsed.ok()) return std::string(Message(parsed.status()));
  if (!std::holds_alternative<json::Object>(parsed->data)) {
    return fmt::format("expected an object, got {}", json::TypeName(*parsed));
  }
  object_ = *std::move(parsed);
  return {};
}

std::string JsonRecord::Get(const Column& column, std::string& text) const {
  const json::Value* value = FindMember(object_, column.names);
  if (value == nullptr) return fmt::format("there is no \"{}\"", fmt::join(column.names, "\" or \""));
  if (const auto* string = std::get_if<std::string>(&value->data)) {
    text = *string;
  } else if (const auto* number = std::get_if<std::int64_t>(&value->data)) {
    text = fmt::format("{}", *number);
  } else {
    return fmt::format("\"{}\" is {}, not text", column.names.front(), json::TypeName(*value));
  }
  return {};
}

}  // namespace srnet::tasks
