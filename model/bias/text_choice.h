// Which text of a pair. Any thread.
#pragma once

#include <string>

#include "model/data/dataset.h"

namespace srnet::bias {

enum class Text { kFirst, kSecond };

inline const std::string& TextOf(const data::Row& row, Text text) {
  return text == Text::kFirst ? row.a : row.b;
}

inline Text Other(Text text) { return text == Text::kFirst ? Text::kSecond : Text::kFirst; }

}  // namespace srnet::bias
