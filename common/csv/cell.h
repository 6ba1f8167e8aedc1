// Cells of comma-separated values as RFC 4180 has them. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace srnet::csv {

// Appends the text, between quotes where it has to be.
void AppendCell(std::string& out, std::string_view text);

}  // namespace srnet::csv
