#include "cli/output/table.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace srnet::cli {
namespace {

std::size_t WidthOf(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string Pad(const std::string& text, std::size_t width, bool right) {
  const std::string blanks(width - std::min(width, WidthOf(text)), ' ');
  return right ? blanks + text : text + blanks;
}

void AppendLine(std::string& out, const std::vector<std::string>& cells,
                const std::vector<std::size_t>& widths, const std::vector<Column>& columns) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += "  ";
    line += Pad(cells[i], widths[i], columns[i].right);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

}  // namespace

std::string Render(const Table& table) {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    titles.push_back(table.columns[i].title);
    std::size_t width = WidthOf(titles.back());
    for (const auto& row : table.rows) width = std::max(width, WidthOf(row[i]));
    widths.push_back(width);
  }
  std::vector<std::string> rules;
  for (const std::size_t width : widths) rules.emplace_back(width, '-');
  std::string out;
  AppendLine(out, titles, widths, table.columns);
  AppendLine(out, rules, widths, table.columns);
  for (const auto& row : table.rows) AppendLine(out, row, widths, table.columns);
  return out;
}

}  // namespace srnet::cli
