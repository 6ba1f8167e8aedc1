// Where the other programs of this installation are. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet::cli {

// The program of that name beside this one. NOT_FOUND says where it was looked for.
StatusOr<std::filesystem::path> FindProgram(std::string_view name);

// What the program prints when asked for its --version. FAILED_PRECONDITION: it does not start, with what it
// said.
StatusOr<std::string> VersionOf(const std::filesystem::path& program);

}  // namespace srnet::cli
