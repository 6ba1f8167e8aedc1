// A result by the point that it answers, and what it came from.
#pragma once

#include <string>

#include "cli/client/connection.h"
#include "common/status/status.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// "SWEEP/POINT" as the key of the stage that answers the point; anything else is a key, or the start of one,
// already. NOT_FOUND; INVALID_ARGUMENT: no number behind the slash.
StatusOr<std::string> StageKeyOf(const Connection& connection, const std::string& what);

// Has at least one node: the last one is the stage. The codes of ResultService.GetLineage.
StatusOr<v1::GetLineageResponse> LineageOf(const Connection& connection, const std::string& stage);

}  // namespace srnet::cli
