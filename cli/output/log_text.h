// Logs of attempts as people and programs read them. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// The last `count` lines, of which the last need not have a line feed.
std::string_view LastLines(std::string_view text, std::int64_t count);

// What a response has brought, in whole lines, after one in parentheses if something is missing before it.
std::string LogText(const v1::GetLogResponse& response);

// The same as one JSON object a line.
std::string LogJson(const v1::GetLogResponse& response);

}  // namespace srnet::cli
