// Filters of results as people write them: a subset of AIP-160 (google.aip.dev/160).
//
//   sparsity >= 0.7 AND loss = poe AND (set = hans OR set = dev) AND NOT method = imp
//
// Comparisons `FIELD OP VALUE` with OP one of = != < <= > >=, and `AXIS:*` for points that have the axis.
// FIELD is sweep, point, stage, set, metric, group, value, or an axis of points. VALUE is a word or a quoted
// text; order is for numbers. AND, OR and NOT (or -) as in AIP-160: OR binds tighter than AND, and words in a
// row are joined by AND. Pure, any thread.
#pragma once

#include <span>
#include <string_view>

#include "common/status/status.h"
#include "storage/stores/result_condition.h"

namespace srnet::results {

// INVALID_ARGUMENT says at which character, what is wrong there, and what could stand there. An empty text
// holds always. At most 4,096 bytes, and 10 parentheses and NOT within each other.
StatusOr<storage::ResultCondition> ParseFilter(std::string_view text, std::span<const std::string_view> axes);

}  // namespace srnet::results
