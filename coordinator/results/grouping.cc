#include "coordinator/results/grouping.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

namespace srnet::results {

Status CheckAxes(const std::vector<std::string>& axes) {
  std::set<std::string_view> seen;
  for (const std::string& axis : axes) {
    if (axis.empty()) return InvalidArgument("an axis without a name");
    if (axis == "seed") return InvalidArgument("the axis seed: statistics go over the seeds, leave it out");
    if (!seen.insert(axis).second) return InvalidArgument("the axis {} is named twice", axis);
  }
  return Status();
}

storage::Coordinates Projection(const Model& model, const std::vector<std::string>& axes) {
  storage::Coordinates projection;
  for (const std::string& axis : axes) {
    if (const std::string_view value = model.At(axis); !value.empty()) projection.emplace_back(axis, value);
  }
  return projection;
}

Status CheckTellApart(std::span<const Model> models, const std::vector<std::string>& axes,
                      std::string_view what) {
  std::map<storage::Coordinates, const Model*> seen;
  for (const Model& model : models) {
    const auto [entry, is_new] = seen.try_emplace(Projection(model, axes), &model);
    const std::string difference = is_new ? std::string() : Difference(*entry->second, model);
    if (difference.empty()) continue;
    return InvalidArgument("{}: models with {} differ in {}: name that axis too, or filter by it", what,
                           entry->first.empty() ? "nothing in common" : Describe(entry->first), difference);
  }
  return Status();
}

std::string Difference(const Model& a, const Model& b) {
  const auto shown = [](std::string_view value) { return value.empty() ? std::string_view("none") : value; };
  for (const auto* coordinates : {&a.coordinates, &b.coordinates}) {
    for (const auto& [axis, value] : *coordinates) {
      if (a.At(axis) != b.At(axis))
        return fmt::format("{} ({}, {})", axis, shown(a.At(axis)), shown(b.At(axis)));
    }
  }
  return "";
}

std::string Describe(const storage::Coordinates& coordinates) {
  std::string text;
  for (const auto& [axis, value] : coordinates) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", axis, value);
  }
  return text;
}

}  // namespace srnet::results
