// Pieces of JSON text, appended to a string: the one way this project spells strings and numbers.
//
// Numbers are the shortest text that reads back as the same bits. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace srnet::json {

// With quotes. Bytes that are not UTF-8 become U+FFFD, so that the text is always valid.
void AppendString(std::string& out, std::string_view text);

void AppendInteger(std::string& out, std::int64_t value);

// The value must be finite (SRNET_CHECK): JSON has no spelling for the others.
void AppendDouble(std::string& out, double value);

}  // namespace srnet::json
