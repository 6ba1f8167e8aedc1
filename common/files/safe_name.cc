#include "common/files/safe_name.h"

#include <algorithm>

namespace srnet {

bool IsSafeName(std::string_view name) {
  const auto is_forbidden = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '/' || c == '\\' || c == 0x7f;
  };
  return !name.empty() && name != "." && name != ".." && name.size() <= 255 &&
         std::none_of(name.begin(), name.end(), is_forbidden);
}

bool IsSafeRelativeName(std::string_view name) {
  for (std::size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    if (!IsSafeName(name.substr(0, slash))) return false;
    name.remove_prefix(slash + 1);
  }
  return IsSafeName(name);
}

}  // namespace srnet
