// Where a page ended, as the opaque text that the next request brings back: a JSON list. Internal to
// storage/stores.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/status/status.h"

namespace srnet::storage {

inline std::string PageToken(const nlohmann::json& list) { return list.dump(); }

// `pattern` has a character per element: 'i' an integer, 's' a text. INVALID_ARGUMENT unless the text fits
// it.
StatusOr<nlohmann::json> ParsePageToken(std::string_view text, std::string_view pattern);

}  // namespace srnet::storage
