// How long the page of a list is.
#pragma once

#include <algorithm>
#include <cstdint>

#include "common/status/status.h"

namespace srnet::app {

// `usual` when the request leaves it open, at most `largest`. INVALID_ARGUMENT if it is negative.
inline StatusOr<std::int32_t> PageSize(std::int32_t asked, std::int32_t usual, std::int32_t largest) {
  if (asked < 0) return InvalidArgument("page_size must not be negative");
  return asked == 0 ? usual : std::min(asked, largest);
}

}  // namespace srnet::app
