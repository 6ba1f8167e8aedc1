#include "coordinator/results/row_format.h"

#include "common/csv/cell.h"
#include "common/json/write.h"
#include "coordinator/results/models.h"

namespace srnet::results {
namespace {

void AppendNextCell(std::string& line, std::string_view text) {
  line += ',';
  csv::AppendCell(line, text);
}

std::string Number(double value) {
  std::string text;
  json::AppendDouble(text, value);
  return text;
}

void AppendMember(std::string& line, std::string_view name, std::string_view value) {
  if (line.back() != '{') line += ',';
  json::AppendString(line, name);
  line += ':';
  json::AppendString(line, value);
}

}  // namespace

std::string CsvHeader(const std::vector<std::string>& axes) {
  std::string line = "sweep,point";
  for (const std::string& axis : axes) AppendNextCell(line, axis);
  return line + ",set,metric,group,value,stage\n";
}

std::string CsvLine(const std::vector<std::string>& axes, const storage::ResultRow& row) {
  std::string line = row.sweep.value;
  AppendNextCell(line, std::to_string(row.point));
  for (const std::string& axis : axes) AppendNextCell(line, ValueAt(row.coordinates, axis));
  AppendNextCell(line, row.set);
  AppendNextCell(line, row.metric);
  AppendNextCell(line, row.group);
  AppendNextCell(line, Number(row.value));
  AppendNextCell(line, row.stage.digest.ToHex());
  return line + "\n";
}

std::string JsonLine(const storage::ResultRow& row) {
  std::string line = "{";
  AppendMember(line, "sweep", row.sweep.value);
  line += ",\"point\":" + std::to_string(row.point) + ",\"coordinates\":{";
  for (const auto& [axis, value] : row.coordinates) AppendMember(line, axis, value);
  line += '}';
  AppendMember(line, "set", row.set);
  AppendMember(line, "metric", row.metric);
  AppendMember(line, "group", row.group);
  line += ",\"value\":" + Number(row.value);
  AppendMember(line, "stage", row.stage.digest.ToHex());
  return line + "}\n";
}

}  // namespace srnet::results
