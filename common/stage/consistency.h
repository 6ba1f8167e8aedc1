// What no single field of a stage can say: which fields and inputs go together.
#pragma once

#include <string>

#include "common/stage/stage.h"
#include "common/status/status.h"

namespace srnet::stage {

// INVALID_ARGUMENT with the JSON path of what is wrong; `path` is where the stage stands in its document. The
// fields are within their bounds and the roles are those of the kind. Any thread.
Status CheckConsistency(const Stage& stage, const std::string& path);

}  // namespace srnet::stage
