// Result rows as text: CSV for spreadsheets, JSON lines for programs.
//
// Both are byte for byte the same for the same rows: numbers are the shortest text that reads back as the
// same bits, columns and members come in one order. Pure, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/stores/result_query.h"

namespace srnet::results {

// The header line of a CSV export over these axes.
std::string CsvHeader(const std::vector<std::string>& axes);

// One line with a column per axis, empty where the point has no value.
std::string CsvLine(const std::vector<std::string>& axes, const storage::ResultRow& row);

// One line with those axes that the point has a value on.
std::string JsonLine(const storage::ResultRow& row);

}  // namespace srnet::results
