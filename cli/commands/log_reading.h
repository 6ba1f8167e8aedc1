// One attempt's log, from the service to the output.
#pragma once

#include <cstdint>
#include <string>

#include "cli/client/connection.h"
#include "cli/commands/context.h"
#include "common/status/status.h"

namespace srnet::cli {

struct LogQuery {
  std::string stage_key;     // Or the start of one.
  std::int32_t attempt = 0;  // 0: the newest that has run.
  std::int64_t tail = 0;     // So many lines at first; 0: all.
  bool follow = false;       // Until the attempt has ended.
};

// Prints the log, and who wrote it above it if so wished. The codes of ResultService.GetLog; UNAVAILABLE:
// nothing of it has come from its worker within ten seconds; CANCELLED: the user asked to stop.
Status PrintLog(Context& context, const Connection& connection, const LogQuery& query,
                const std::string& title = "");

}  // namespace srnet::cli
