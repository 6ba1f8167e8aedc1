// How a sweep's stages are run, on its way from the plan through the storage to the scheduler.
//
// The storage keeps it as JSON: {"deadline_seconds":14400,"labels":{"gpu":"h200"},"retries":{"crashed":3}}.
// What was not written is not in it, and the empty text says that nothing was. Pure, any thread.
#pragma once

#include <string>

#include "common/status/status.h"
#include "coordinator/core/execution.h"
#include "coordinator/planning/specification.h"

namespace srnet::app {

std::string ToText(const planning::Execution& execution);

// INVALID_ARGUMENT names the member that is wrong.
StatusOr<core::Execution> ReadExecution(const std::string& text);

}  // namespace srnet::app
