// One event of the log as one line, in either form. Pure; any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/logging/logger.h"

namespace srnet::logging {

// Without the line feed.
std::string FormatLine(Format format, std::chrono::system_clock::time_point time, Level level,
                       std::string_view message, Fields fields);

}  // namespace srnet::logging
