// A table of text: columns as wide as their widest cell, numbers to the right; or the same for programs
// (csv.h). Plain value.
#pragma once

#include <string>
#include <vector>

namespace srnet::cli {

// What the cells of a table are written for.
enum class Form {
  kShown,  // People: rounded, in percent, with units.
  kExact,  // Programs: numbers and times in full, in the units of the service, nothing where there is none.
};

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
