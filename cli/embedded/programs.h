// Where the other programs of this installation are. Any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "common/status/status.h"

namespace srnet::cli {

// The program of that name beside this one. NOT_FOUND says where it was looked for.
StatusOr<std::filesystem::path> FindProgram(std::string_view name);

}  // namespace srnet::cli
