// Reads a stage that is already a JSON value, for documents that hold one.
#pragma once

#include <string>

#include "common/json/value.h"
#include "common/stage/stage.h"
#include "common/status/status.h"

namespace srnet::stage {

// As ParseStage of canonical.h; `path` is where the value stands in its document.
StatusOr<Stage> ReadStage(const json::Value& value, const std::string& path);

}  // namespace srnet::stage
