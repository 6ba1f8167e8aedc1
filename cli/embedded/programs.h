// Where the other programs of this installation are. Any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet::cli {

// The program of that name beside this one. NOT_FOUND says where it was looked for.
StatusOr<std::filesystem::path> FindProgram(std::string_view name);

// The last line that the program prints when asked for its --version; what it says to standard error is not
// looked at. FAILED_PRECONDITION: it does not start, with what it said; DEADLINE_EXCEEDED: it was killed, for
// it takes longer than `patience`.
StatusOr<std::string> VersionOf(const std::filesystem::path& program,
                                std::chrono::milliseconds patience = std::chrono::seconds(30));

}  // namespace srnet::cli
