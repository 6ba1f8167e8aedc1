#include "storage/stores/page_token.h"

namespace srnet::storage {

StatusOr<nlohmann::json> ParsePageToken(std::string_view text, std::string_view pattern) {
  nlohmann::json list = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  bool fits = list.is_array() && list.size() == pattern.size();
  for (std::size_t i = 0; fits && i < pattern.size(); ++i) {
    fits = pattern[i] == 'i' ? list[i].is_number_integer() : list[i].is_string();
  }
  if (fits) return list;
  return InvalidArgument("\"{}\" is no page of this list: start again with an empty page token",
                         text.substr(0, 80));
}

}  // namespace srnet::storage
