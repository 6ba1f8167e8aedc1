// A table as comma-separated values, for programs. Pure.
#pragma once

#include <string>

#include "cli/output/table.h"

namespace srnet::cli {

// A line of titles, then one per row, each ended by a line feed; cells are quoted as RFC 4180 says, where
// they have to be.
std::string RenderCsv(const Table& table);

}  // namespace srnet::cli
