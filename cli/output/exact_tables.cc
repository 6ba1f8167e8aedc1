#include "cli/output/exact_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

namespace srnet::cli {
namespace {

using ExactCells = std::vector<std::string>;

std::string Exact(double value) { return fmt::format("{}", value); }

std::string ExactIf(bool has, double value) { return has ? Exact(value) : std::string(); }

template <typename Values>
std::string InOneCell(const Values& values) {
  return fmt::format("{}", fmt::join(values, " "));
}

// Every axis of any row, in the order in which rows name them.
template <typename Rows>
std::vector<std::string> AxesOf(const Rows& rows) {
  std::vector<std::string> axes;
  for (const auto& row : rows) {
    for (const v1::Coordinate& coordinate : row.coordinates()) {
      if (std::find(axes.begin(), axes.end(), coordinate.axis()) == axes.end())
        axes.push_back(coordinate.axis());
    }
  }
  return axes;
}

void AddTitles(std::initializer_list<const char*> titles, Table& table) {
  for (const char* title : titles) table.columns.push_back({title});
}

void AddAxisTitles(const std::vector<std::string>& axes, Table& table) {
  for (const std::string& axis : axes) table.columns.push_back({axis});
}

template <typename Row>
void AddAxisCells(const std::vector<std::string>& axes, const Row& row, ExactCells& cells) {
  for (const std::string& axis : axes) {
    const auto found =
        std::find_if(row.coordinates().begin(), row.coordinates().end(),
                     [&](const v1::Coordinate& coordinate) { return coordinate.axis() == axis; });
    cells.push_back(found == row.coordinates().end() ? std::string() : found->value());
  }
}

void AddCells(std::initializer_list<std::string> values, ExactCells& cells) {
  cells.insert(cells.end(), values.begin(), values.end());
}

}  // namespace

Table MakeExactTable(const v1::AggregateResponse& response) {
  const std::vector<std::string> axes = AxesOf(response.rows());
  Table table;
  AddTitles({"sweeps"}, table);
  AddAxisTitles(axes, table);
  AddTitles({"set", "metric", "group", "mean", "sd", "low", "high", "n", "missing seeds"}, table);
  for (const v1::AggregateResponse::Row& row : response.rows()) {
    ExactCells& cells = table.rows.emplace_back();
    cells.push_back(InOneCell(row.sweep_ids()));
    AddAxisCells(axes, row, cells);
    AddCells({row.set(), row.metric(), row.group(), Exact(row.mean()),
              ExactIf(row.has_standard_deviation(), row.standard_deviation()),
              ExactIf(row.has_confidence_low(), row.confidence_low()),
              ExactIf(row.has_confidence_high(), row.confidence_high()), fmt::format("{}", row.count()),
              InOneCell(row.missing_seeds())},
             cells);
  }
  return table;
}

Table MakeExactTable(const std::vector<v1::ResultRow>& results) {
  const std::vector<std::string> axes = AxesOf(results);
  Table table;
  AddTitles({"sweep", "point"}, table);
  AddAxisTitles(axes, table);
  AddTitles({"set", "metric", "group", "value", "stage"}, table);
  for (const v1::ResultRow& row : results) {
    ExactCells& cells = table.rows.emplace_back();
    AddCells({row.sweep_id(), fmt::format("{}", row.point())}, cells);
    AddAxisCells(axes, row, cells);
    const v1::Metric& metric = row.metric();
    AddCells({metric.set(), metric.metric(), metric.group(), Exact(metric.value()), row.stage_key()}, cells);
  }
  return table;
}

Table MakeExactTable(const v1::CompareResponse& response) {
  const std::vector<std::string> axes = AxesOf(response.rows());
  Table table;
  AddAxisTitles(axes, table);
  AddTitles({"set", "metric", "group", "difference", "low", "high", "seeds", "unpaired seeds"}, table);
  AddTitles({"permutation p", "bootstrap p", "student p", "holm p"}, table);
  for (const v1::CompareResponse::Row& row : response.rows()) {
    ExactCells& cells = table.rows.emplace_back();
    AddAxisCells(axes, row, cells);
    AddCells({row.set(), row.metric(), row.group(), Exact(row.difference()),
              ExactIf(row.has_confidence_low(), row.confidence_low()),
              ExactIf(row.has_confidence_high(), row.confidence_high()), InOneCell(row.seeds()),
              InOneCell(row.unpaired_seeds()), Exact(row.permutation_p()), Exact(row.bootstrap_p()),
              ExactIf(row.has_student_p(), row.student_p()), Exact(row.holm_p())},
             cells);
  }
  return table;
}

Table MakeExactTable(const v1::FigureResponse& response) {
  const std::vector<std::string> axes = AxesOf(response.series());
  Table table;
  AddTitles({"task", "set", "metric"}, table);
  AddAxisTitles(axes, table);
  AddTitles({"x", "mean", "sd", "n"}, table);
  for (const v1::FigureResponse::Series& series : response.series()) {
    for (const v1::FigureResponse::Point& point : series.points()) {
      ExactCells& cells = table.rows.emplace_back();
      AddCells({series.task(), series.set(), series.metric()}, cells);
      AddAxisCells(axes, series, cells);
      AddCells({ExactIf(!series.holds_for_all_x(), point.x()), Exact(point.mean()),
                ExactIf(point.has_standard_deviation(), point.standard_deviation()),
                fmt::format("{}", point.count())},
               cells);
    }
  }
  return table;
}

}  // namespace srnet::cli
