// A table of text: columns as wide as their widest cell, numbers to the right. Plain value.
#pragma once

#include <string>
#include <vector>

namespace srnet::cli {

struct Column {
  std::string title;
  bool right = false;  // Aligned to the right.
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // Each as long as `columns`.
};

// One line per row below a heading and a rule, no trailing blanks. Widths count code points.
std::string Render(const Table& table);

}  // namespace srnet::cli
