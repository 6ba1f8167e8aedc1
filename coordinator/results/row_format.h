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

enum class Format { kCsv, kJsonLines };

// The header line of a CSV export over these axes; empty for JSON lines.
std::string Header(Format format, const std::vector<std::string>& axes);

// One line. CSV has a column per axis, empty where the point has no value; JSON lines have only those it has.
std::string ToLine(Format format, const std::vector<std::string>& axes, const storage::ResultRow& row);

}  // namespace srnet::results
