#include "storage/stores/coordinates.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace srnet::storage {
namespace {

using Json = nlohmann::json;

bool IsKey(std::string_view key) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_allowed = [&](char c) {
    return is_lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  return !key.empty() && is_lower(key.front()) && std::all_of(key.begin(), key.end(), is_allowed);
}

Status CheckKeys(const Coordinates& coordinates) {
  for (auto it = coordinates.begin(); it != coordinates.end(); ++it) {
    if (!IsKey(it->first)) {
      return InvalidArgument(
          "the coordinate key \"{}\" must be of a-z, 0-9, '_' and '.' and start with a letter", it->first);
    }
    const auto same_key = [&](const auto& other) { return other.first == it->first; };
    if (std::any_of(coordinates.begin(), it, same_key)) {
      return InvalidArgument("the coordinate key \"{}\" occurs twice in one point", it->first);
    }
  }
  return Status();
}

}  // namespace

StatusOr<std::string> CoordinatesText(const Coordinates& coordinates) {
  SRNET_RETURN_IF_ERROR(CheckKeys(coordinates));
  Json list = Json::array();
  for (const auto& [key, value] : coordinates) list.push_back(Json::array({key, value}));
  try {
    return list.dump();
  } catch (const Json::exception&) {
    return InvalidArgument("a coordinate's value is not UTF-8: {}",
                           list.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
}

StatusOr<Coordinates> ParseCoordinates(std::string_view text) {
  const Json list = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  Coordinates coordinates;
  if (!list.is_array()) return DataLoss("the coordinates \"{}\" are damaged", text);
  coordinates.reserve(list.size());
  for (const Json& pair : list) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) {
      return DataLoss("the coordinates \"{}\" are damaged", text);
    }
    coordinates.emplace_back(pair[0].get_ref<const std::string&>(), pair[1].get_ref<const std::string&>());
  }
  return coordinates;
}

StatusOr<std::string> CoordinateFragment(const std::string& key, const std::string& value) {
  SRNET_ASSIGN_OR_RETURN(const std::string text, CoordinatesText({{key, value}}));
  return text.substr(1, text.size() - 2);  // Without the brackets of the list.
}

}  // namespace srnet::storage
