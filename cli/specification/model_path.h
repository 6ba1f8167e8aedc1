// A specification may name its model by a folder; the service knows digests only.
//
//   model: {path: models/bert}   becomes   model: {name: "3f2a..."}
//
// Only those two words change, so lines stay lines and the service's errors point into the user's own file.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet::cli {

// The folder that `model.path` names; nothing if the specification has none. What is wrong with a text that
// is not YAML, or no specification, is for the service to say: nothing as well.
std::optional<std::string> FindModelPath(std::string_view yaml);

// The text with `model.path` replaced by `model.name: "name"`. INVALID_ARGUMENT with line and column: the
// path is written in a way that cannot be replaced, for example over several lines.
StatusOr<std::string> ReplaceModelPath(std::string_view yaml, std::string_view name);

}  // namespace srnet::cli
