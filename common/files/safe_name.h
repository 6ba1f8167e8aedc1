// Names of files that come from elsewhere, before a file is made under one. Pure, any thread.
#pragma once

#include <string_view>

namespace srnet {

// Whether it names something directly in a folder: no '/', '\' or control character, not "." or "..", and of
// 1 to 255 bytes.
bool IsSafeName(std::string_view name);

// Whether it is such names with a '/' between them, so that it leads to nothing outside a folder.
bool IsSafeRelativeName(std::string_view name);

}  // namespace srnet
