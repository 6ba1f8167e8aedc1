#include "coordinator/results/parquet_document.h"

#include <charconv>
#include <map>
#include <string_view>

#include "coordinator/results/models.h"

namespace srnet::results {
namespace {

constexpr std::size_t kBeforeAxes = 2;  // Columns: sweep, point.
constexpr std::size_t kBehindAxes = 5;  // Set, metric, group, value, stage.

ParquetType TypeOf(std::string_view axis) {
  static const std::map<std::string_view, ParquetType> kNumbers = {{"epochs", ParquetType::kDouble},
                                                                   {"initial_sparsity", ParquetType::kDouble},
                                                                   {"seed", ParquetType::kInt64},
                                                                   {"sparsity", ParquetType::kDouble},
                                                                   {"start_step", ParquetType::kInt64}};
  const auto found = kNumbers.find(axis);
  return found == kNumbers.end() ? ParquetType::kText : found->second;
}

std::vector<ParquetColumn> ColumnsOf(const std::vector<std::string>& axes) {
  std::vector<ParquetColumn> columns = {{.name = "sweep"}, {.name = "point", .type = ParquetType::kInt64}};
  for (const std::string& axis : axes)
    columns.push_back({.name = axis, .type = TypeOf(axis), .optional = true});
  columns.insert(columns.end(), {{.name = "set"},
                                 {.name = "metric"},
                                 {.name = "group"},
                                 {.name = "value", .type = ParquetType::kDouble},
                                 {.name = "stage"}});
  return columns;
}

template <typename Number>
void AddNumber(std::string_view text, ParquetValues& values) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  // The planner writes numbers there, so only what was changed by hand is none.
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return values.AddMissing();
  values.Add(number);
}

void AddCoordinate(ParquetType type, std::string_view text, ParquetValues& values) {
  if (type == ParquetType::kInt64) return AddNumber<std::int64_t>(text, values);
  if (type == ParquetType::kDouble) return AddNumber<double>(text, values);
  text.empty() ? values.AddMissing() : values.Add(text);
}

}  // namespace

ParquetDocument::ParquetDocument(const std::vector<std::string>& axes)
    : columns_(ColumnsOf(axes)), writer_(columns_) {}

std::string ParquetDocument::Begin() { return writer_.Begin(); }

std::string ParquetDocument::Rows(std::span<const storage::ResultRow> rows) {
  if (rows.empty()) return "";
  std::vector<ParquetValues> values = writer_.NewGroup();
  const std::size_t end_of_axes = columns_.size() - kBehindAxes;
  for (const storage::ResultRow& row : rows) {
    auto column = values.begin();
    (column++)->Add(std::string_view(row.sweep.value));
    (column++)->Add(row.point);
    for (std::size_t i = kBeforeAxes; i < end_of_axes; ++i)
      AddCoordinate(columns_[i].type, ValueAt(row.coordinates, columns_[i].name), *column++);
    (column++)->Add(std::string_view(row.set));
    (column++)->Add(std::string_view(row.metric));
    (column++)->Add(std::string_view(row.group));
    (column++)->Add(row.value);
    column->Add(std::string_view(row.stage.digest.ToHex()));
  }
  return writer_.RowGroup(values);
}

std::string ParquetDocument::End() { return writer_.End(); }

}  // namespace srnet::results
