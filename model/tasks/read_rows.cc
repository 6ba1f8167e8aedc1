#include "model/tasks/read_rows.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "model/data/lines.h"
#include "model/tasks/record.h"
#include "model/tokenizer/utf8.h"

namespace srnet::tasks {
namespace {

using data::Lines;
using data::Row;

constexpr std::size_t kQuotedBytes = 40;

std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.substr(0, kMark.size()) == kMark) text.remove_prefix(kMark.size());
  return text;
}

// Turns the names of a column into its position in the header.
Status Resolve(const std::vector<std::string_view>& header, Column& column) {
  if (column.position.has_value()) return absl::OkStatus();
  for (const std::string& name : column.names) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) continue;
    column.position = static_cast<int>(found - header.begin());
    return absl::OkStatus();
  }
  return InvalidArgument("the header has no column \"{}\"", fmt::join(column.names, "\" or \""));
}

Status ResolveAll(const std::vector<std::string_view>& header, SetDescription& set) {
  for (Column* column : {&set.table.a, &set.table.b, &set.table.label}) {
    SRNET_RETURN_IF_ERROR(Resolve(header, *column));
  }
  for (IdPiece& piece : set.table.id) {
    if (piece.kind == IdPiece::Kind::kColumn) SRNET_RETURN_IF_ERROR(Resolve(header, piece.column));
  }
  for (Column& column : set.groups) SRNET_RETURN_IF_ERROR(Resolve(header, column));
  return absl::OkStatus();
}

Status RefuseColumns(const std::vector<std::string_view>& header, const Table& table) {
  for (const auto& [column, advice] : table.refused_columns) {
    if (std::find(header.begin(), header.end(), column) == header.end()) continue;
    return InvalidArgument("there is a column \"{}\": {}", column, advice);
  }
  return absl::OkStatus();
}

Status RefuseTexts(const Row& row, const Table& table) {
  for (const auto& [beginning, advice] : table.refused_texts) {
    if (row.a.starts_with(beginning) || row.b.starts_with(beginning)) {
      return InvalidArgument("a text begins with {}: {}", beginning, advice);
    }
  }
  return absl::OkStatus();
}

// Makes rows of records; each function returns what is wrong, "" for nothing.
class RowMaker {
 public:
  explicit RowMaker(const SetDescription& set) : set_(set) {}

  std::string Make(const Record& record, std::size_t line, Row& row) {
    std::string defect = record.Get(set_.table.a, row.a);
    if (defect.empty()) defect = record.Get(set_.table.b, row.b);
    if (defect.empty()) defect = MakeId(record, line, row.id);
    for (const Column& column : set_.groups) {
      if (defect.empty()) defect = record.Get(column, row.groups.emplace_back());
    }
    return defect.empty() ? FindLabel(row.label) : defect;
  }

  // Before Make: whether the label of the record is one whose rows are left out.
  bool IsLeftOut(const Record& record) {
    label_.clear();
    label_defect_ = record.Get(set_.table.label, label_);
    return label_defect_.empty() &&
           std::find(set_.left_out.begin(), set_.left_out.end(), label_) != set_.left_out.end();
  }

 private:
  std::string FindLabel(int& label) const {
    if (!label_defect_.empty()) return label_defect_;
    std::vector<std::string_view> known;
    for (const auto& [value, index] : set_.values) {
      label = index;
      if (value == label_) return {};
      known.push_back(value);
    }
    return fmt::format("the label \"{}\" is not one of {}", label_.substr(0, kQuotedBytes),
                       fmt::join(known, ", "));
  }

  std::string MakeId(const Record& record, std::size_t line, std::string& id) const {
    std::string value;
    for (const IdPiece& piece : set_.table.id) {
      switch (piece.kind) {
        case IdPiece::Kind::kText:
          id += piece.text;
          break;
        case IdPiece::Kind::kSet:
          id += set_.set.name;
          break;
        case IdPiece::Kind::kLine:
          id += fmt::format("{}", line);
          break;
        case IdPiece::Kind::kColumn:
          if (std::string defect = record.Get(piece.column, value); !defect.empty()) return defect;
          if (value.empty()) return "the id is empty";
          id += value;
      }
    }
    return {};
  }

  const SetDescription& set_;
  std::string label_;  // Of the record that IsLeftOut has looked at.
  std::string label_defect_;
};

StatusOr<RawRows> ReadAll(Lines& lines, std::string_view file, const SetDescription& set, Record& record) {
  RawRows result;
  RowMaker maker(set);
  while (lines.Next()) {
    if (set.table.format == Format::kJsonLines && lines.line().empty()) continue;
    const bool is_utf8 = tokenizer::IsUtf8(lines.line());
    std::string defect = is_utf8 ? record.Read(lines.line()) : "the line is not valid UTF-8";
    const bool is_known_defect = is_utf8 && set.table.ragged && record.IsRagged();
    if (is_known_defect || (defect.empty() && maker.IsLeftOut(record))) {
      ++result.left_out;
      continue;
    }
    Row row;
    if (defect.empty()) defect = maker.Make(record, lines.number(), row);
    if (defect.empty()) {
      const Status status = RefuseTexts(row, set.table);
      if (!status.ok()) return Annotate(status, fmt::format("{}:{}", file, lines.number()));
      result.rows.push_back(std::move(row));
    } else {
      result.bad_rows.Add(file, lines.number(), defect);
    }
  }
  return result;
}

}  // namespace

StatusOr<RawRows> ReadRows(std::string_view text, std::string_view file, const SetDescription& set) {
  Lines lines(WithoutByteOrderMark(text));
  if (set.table.format == Format::kJsonLines) {
    JsonRecord record;
    return ReadAll(lines, file, set, record);
  }
  SetDescription resolved = set;
  std::vector<std::string_view> header;
  if (set.table.header && lines.Next()) SplitAtTabs(lines.line(), header);
  Status status = RefuseColumns(header, set.table);
  if (status.ok()) status = ResolveAll(header, resolved);
  if (!status.ok()) return Annotate(status, fmt::format("{}:1", file));
  TabbedRecord record(header.size());
  return ReadAll(lines, file, resolved, record);
}

}  // namespace srnet::tasks
