#include "cli/output/csv.h"

#include <cstddef>

#include "common/csv/cell.h"

namespace srnet::cli {

std::string RenderCsv(const Table& table) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) out += ',';
    csv::AppendCell(out, table.columns[i].title);
  }
  out += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      csv::AppendCell(out, row[i]);
    }
    out += '\n';
  }
  return out;
}

}  // namespace srnet::cli
