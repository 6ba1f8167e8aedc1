#include "model/data/raw_rows.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace srnet::data {

void BadRows::Add(std::string_view file, std::size_t line, std::string_view reason) {
  ++count;
  if (first.size() < kReported) first.push_back(fmt::format("{}:{}: {}", file, line, reason));
}

Status RefuseBadRows(const BadRows& bad_rows, std::string_view file) {
  if (bad_rows.count == 0) return absl::OkStatus();
  return InvalidArgument("{} has {} bad rows, the first of them:\n  {}", file, bad_rows.count,
                         fmt::join(bad_rows.first, "\n  "));
}

void SplitAtTabs(std::string_view line, std::vector<std::string_view>& columns) {
  columns.clear();
  while (true) {
    const std::size_t tab = line.find('\t');
    columns.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return;
    line.remove_prefix(tab + 1);
  }
}

int LabelIndex(const std::vector<std::string>& labels, std::string_view label) {
  const auto found = std::find(labels.begin(), labels.end(), label);
  return found == labels.end() ? -1 : static_cast<int>(found - labels.begin());
}

std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.substr(0, kMark.size()) == kMark) text.remove_prefix(kMark.size());
  return text;
}

}  // namespace srnet::data
