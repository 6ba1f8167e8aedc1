#include "model/data/nli_tables.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>

#include "model/data/lines.h"
#include "model/tokenizer/utf8.h"

namespace srnet::data {
namespace {

using Columns = std::vector<std::string_view>;
// Fills `row` or says what is wrong with the line.
using RowReader = std::function<std::string(const Columns&, Row&)>;

constexpr std::size_t kMnliSentence1 = 8;
constexpr std::size_t kMnliSentence2 = 9;

std::string ReadLabel(std::string_view label, const std::vector<std::string>& labels, Row& row) {
  row.label = LabelIndex(labels, label);
  if (row.label >= 0) return {};
  return fmt::format("the label \"{}\" is not one of {}", label.substr(0, 40), fmt::join(labels, ", "));
}

RawRows ReadRows(Lines& lines, std::string_view file, std::size_t column_count, const RowReader& read) {
  RawRows result;
  Columns columns;
  while (lines.Next()) {
    SplitAtTabs(lines.line(), columns);
    Row row;
    std::string defect;
    if (columns.size() < column_count) {
      defect = fmt::format("{} columns, expected {}", columns.size(), column_count);
    } else if (!tokenizer::IsUtf8(lines.line())) {
      defect = "the line is not valid UTF-8";
    } else {
      defect = read(columns, row);
    }
    if (defect.empty()) {
      result.rows.push_back(std::move(row));
    } else {
      result.bad_rows.Add(file, lines.number(), defect);
    }
  }
  return result;
}

}  // namespace

const std::vector<std::string>& NliLabels() {
  static const std::vector<std::string> labels{"contradiction", "entailment", "neutral"};
  return labels;
}

const std::vector<std::string>& HansLabels() {
  static const std::vector<std::string> labels{"non-entailment", "entailment"};
  return labels;
}

StatusOr<RawRows> ParseMnli(std::string_view text, std::string_view file, std::string_view id_prefix) {
  Lines lines(WithoutByteOrderMark(text));
  Columns header;
  if (lines.Next()) SplitAtTabs(lines.line(), header);
  if (header.size() < kMnliSentence2 + 2 || header[kMnliSentence1] != "sentence1" ||
      header[kMnliSentence2] != "sentence2" || header.back() != "gold_label") {
    return InvalidArgument(
        "{}:1: not the header of MNLI: column {} must be sentence1, column {} sentence2 and the last "
        "gold_label",
        file, kMnliSentence1, kMnliSentence2);
  }
  const auto read = [id_prefix](const Columns& columns, Row& row) {
    row.id = fmt::format("{}-{}", id_prefix, columns[0]);
    row.a = columns[kMnliSentence1];
    row.b = columns[kMnliSentence2];
    return ReadLabel(columns.back(), NliLabels(), row);
  };
  return ReadRows(lines, file, header.size(), read);
}

StatusOr<RawRows> ParseHans(std::string_view text, std::string_view file) {
  constexpr std::array<std::string_view, 6> kNames{"gold_label", "sentence1", "sentence2",
                                                   "pairID",     "heuristic", "subcase"};
  Lines lines(WithoutByteOrderMark(text));
  Columns header;
  if (lines.Next()) SplitAtTabs(lines.line(), header);
  std::array<std::size_t, kNames.size()> at{};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    at[i] = static_cast<std::size_t>(std::find(header.begin(), header.end(), kNames[i]) - header.begin());
    if (at[i] == header.size()) {
      return InvalidArgument("{}:1: not the header of HANS: there is no column \"{}\"", file, kNames[i]);
    }
  }
  const auto read = [&at](const Columns& columns, Row& row) -> std::string {
    row.a = columns[at[1]];
    row.b = columns[at[2]];
    row.id = columns[at[3]];
    if (row.id.empty()) return "the pairID is empty";
    row.groups = {std::string(columns[at[4]]), std::string(columns[at[5]])};
    return ReadLabel(columns[at[0]], HansLabels(), row);
  };
  return ReadRows(lines, file, header.size(), read);
}

}  // namespace srnet::data
