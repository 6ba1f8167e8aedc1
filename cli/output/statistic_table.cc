#include "cli/output/statistic_table.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/output/words.h"

namespace srnet::cli {
namespace {

using Coordinates = google::protobuf::RepeatedPtrField<v1::Coordinate>;

std::string Value(double value, const std::string& metric) {
  return IsFraction(metric) ? fmt::format("{:.2f}", 100 * value) : fmt::format("{:.4f}", value);
}

std::string Signed(double value, const std::string& metric) {
  return IsFraction(metric) ? fmt::format("{:+.2f}", 100 * value) : fmt::format("{:+.4f}", value);
}

std::string Of(const std::string& set, const std::string& metric) {
  return set + " " + metric + (IsFraction(metric) ? " %" : "");
}

std::string At(const Coordinates& coordinates, const std::string& axis) {
  for (const v1::Coordinate& coordinate : coordinates) {
    if (coordinate.axis() == axis) return coordinate.value();
  }
  return "";
}

// Axes on which the rows differ, in the order in which rows name them.
template <typename Rows>
std::vector<std::string> VaryingAxes(const Rows& rows) {
  std::vector<std::string> axes;
  std::set<std::string> seen;
  for (const auto& row : rows) {
    for (const v1::Coordinate& coordinate : row.coordinates()) {
      if (!seen.insert(coordinate.axis()).second) continue;
      for (const auto& other : rows) {
        if (At(other.coordinates(), coordinate.axis()) == coordinate.value()) continue;
        axes.push_back(coordinate.axis());
        break;
      }
    }
  }
  return axes;
}

void AddCoordinates(const Coordinates& coordinates, const std::vector<std::string>& axes,
                    std::vector<std::string>& cells) {
  for (const std::string& axis : axes) {
    const std::string value = At(coordinates, axis);
    cells.push_back(value.empty() ? "-" : value);
  }
}

std::string Titled(std::string axis) {
  for (char& c : axis) c = c == '_' ? ' ' : c;
  return axis;
}

std::string Interval(const v1::CompareResponse::Row& row) {
  if (!row.has_confidence_low()) return "-";
  return fmt::format("{} to {}", Signed(row.confidence_low(), row.metric()),
                     Signed(row.confidence_high(), row.metric()));
}

std::string SeedsOf(const v1::CompareResponse::Row& row) {
  if (row.unpaired_seeds().empty()) return fmt::format("{}", row.seeds_size());
  std::string unpaired;
  for (const std::int64_t seed : row.unpaired_seeds())
    unpaired += fmt::format("{}{}", unpaired.empty() ? "" : ", ", seed);
  return fmt::format("{} (not {})", row.seeds_size(), unpaired);
}

std::string Shown(const v1::FigureResponse::Point& point, const std::string& metric) {
  std::string text = Value(point.mean(), metric);
  if (point.has_standard_deviation()) text += " ± " + Value(point.standard_deviation(), metric);
  return text;
}

std::string XOf(double x) { return fmt::format("{:g}", x); }

}  // namespace

Table MakeComparisonTable(const v1::CompareResponse& response) {
  const std::vector<std::string> axes = VaryingAxes(response.rows());
  Table table;
  for (const std::string& axis : axes) table.columns.push_back({Titled(axis)});
  table.columns.insert(
      table.columns.end(),
      {{"of"}, {"difference", true}, {"95 %", true}, {"seeds", true}, {"p", true}, {"p (Holm)", true}});
  for (const v1::CompareResponse::Row& row : response.rows()) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    AddCoordinates(row.coordinates(), axes, cells);
    cells.push_back(Of(row.set(), row.metric()));
    cells.push_back(Signed(row.difference(), row.metric()));
    cells.push_back(Interval(row));
    cells.push_back(SeedsOf(row));
    cells.push_back(fmt::format("{:.3g}", row.permutation_p()));
    cells.push_back(fmt::format("{:.3g}", row.holm_p()));
  }
  return table;
}

Table MakeFigureTable(const v1::FigureResponse& response) {
  std::set<double> places;
  bool some_hold_for_all = false;
  std::set<std::string> tasks;
  for (const v1::FigureResponse::Series& series : response.series()) {
    tasks.insert(series.task());
    some_hold_for_all |= series.holds_for_all_x();
    if (series.holds_for_all_x()) continue;
    for (const v1::FigureResponse::Point& point : series.points()) places.insert(point.x());
  }
  const std::vector<std::string> axes = VaryingAxes(response.series());
  Table table;
  if (tasks.size() > 1) table.columns.push_back({"task"});
  table.columns.push_back({"of"});
  for (const std::string& axis : axes) table.columns.push_back({Titled(axis)});
  for (const double x : places) table.columns.push_back({Titled(response.x_axis()) + " " + XOf(x), true});
  if (some_hold_for_all) table.columns.push_back({places.empty() ? "value" : "for all", true});
  for (const v1::FigureResponse::Series& series : response.series()) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    if (tasks.size() > 1) cells.push_back(series.task());
    cells.push_back(Of(series.set(), series.metric()));
    AddCoordinates(series.coordinates(), axes, cells);
    std::map<double, std::string> shown;
    for (const v1::FigureResponse::Point& point : series.points())
      shown[point.x()] = Shown(point, series.metric());
    for (const double x : places)
      cells.push_back(series.holds_for_all_x() || !shown.contains(x) ? "-" : shown[x]);
    if (some_hold_for_all) cells.push_back(series.holds_for_all_x() ? shown.begin()->second : "-");
  }
  return table;
}

}  // namespace srnet::cli
