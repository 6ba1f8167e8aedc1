#include "model/data/dataset.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace srnet::data {
namespace {

bool IsName(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

Status CheckDistinct(const std::vector<std::string>& names, std::string_view what) {
  const std::set<std::string> distinct(names.begin(), names.end());
  if (distinct.size() == names.size()) return absl::OkStatus();
  return InvalidArgument("{} must be distinct, they are [{}]", what, fmt::join(names, ", "));
}

Status CheckOneSet(const Dataset& dataset, Role role) {
  const auto count = std::count_if(dataset.sets.begin(), dataset.sets.end(),
                                   [role](const LabelledSet& set) { return set.role == role; });
  if (count == 1) return absl::OkStatus();
  return InvalidArgument("data set \"{}\" must have exactly one set of role \"{}\", it has {}", dataset.name,
                         RoleName(role), count);
}

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kTrain:
      return "train";
    case Role::kDev:
      return "dev";
    case Role::kOod:
      return "ood";
  }
  return "unknown";
}

StatusOr<Role> ParseRole(std::string_view name) {
  for (const Role role : {Role::kTrain, Role::kDev, Role::kOod}) {
    if (RoleName(role) == name) return role;
  }
  return InvalidArgument("\"{}\" is not a role of a set: train, dev or ood", name);
}

Status CheckSet(const Dataset& dataset, const LabelledSet& set) {
  if (!IsName(set.name)) {
    return InvalidArgument("the name \"{}\" of a set may only have the characters a-z, 0-9, _ and -",
                           set.name);
  }
  if (set.labels.size() < 2) return InvalidArgument("set \"{}\" needs at least two labels", set.name);
  SRNET_RETURN_IF_ERROR(CheckDistinct(set.labels, fmt::format("the labels of set \"{}\"", set.name)));
  SRNET_RETURN_IF_ERROR(CheckDistinct(set.groups, fmt::format("the groups of set \"{}\"", set.name)));
  if (set.metric != "accuracy") {
    return InvalidArgument("set \"{}\" has the metric \"{}\", only \"accuracy\" is known", set.name,
                           set.metric);
  }
  if (set.role == Role::kTrain && set.labels != dataset.labels) {
    return InvalidArgument("training set \"{}\" must have the labels of the data set", set.name);
  }
  const int labels = static_cast<int>(set.labels.size());
  const bool in_range = std::all_of(set.label_merge.begin(), set.label_merge.end(),
                                    [labels](int label) { return label >= 0 && label < labels; });
  if (set.label_merge.size() != dataset.labels.size() || !in_range) {
    return InvalidArgument(
        "label_merge [{}] of set \"{}\" must give one of its {} labels for each of {} classes",
        fmt::join(set.label_merge, ", "), set.name, labels, dataset.labels.size());
  }
  return absl::OkStatus();
}

Status CheckRow(const LabelledSet& set, const Row& row) {
  if (row.id.empty()) return InvalidArgument("the row has no id");
  if (row.label < 0 || row.label >= static_cast<int>(set.labels.size())) {
    return InvalidArgument("row \"{}\" has label {}, set \"{}\" has the labels 0 to {}", row.id, row.label,
                           set.name, set.labels.size() - 1);
  }
  if (row.groups.size() != set.groups.size()) {
    return InvalidArgument("row \"{}\" has {} groups, set \"{}\" has {}", row.id, row.groups.size(), set.name,
                           set.groups.size());
  }
  return absl::OkStatus();
}

Status CheckDataset(const Dataset& dataset) {
  if (!IsName(dataset.name)) {
    return InvalidArgument("the name \"{}\" of a data set may only have the characters a-z, 0-9, _ and -",
                           dataset.name);
  }
  if (dataset.task != "nli")
    return InvalidArgument("task \"{}\" is unknown, only \"nli\" is known", dataset.task);
  SRNET_RETURN_IF_ERROR(
      CheckDistinct(dataset.labels, fmt::format("the labels of data set \"{}\"", dataset.name)));
  std::vector<std::string> names;
  for (const LabelledSet& set : dataset.sets) {
    names.push_back(set.name);
    SRNET_RETURN_IF_ERROR(CheckSet(dataset, set));
    if (set.rows.empty()) return InvalidArgument("set \"{}\" has no rows", set.name);
    for (const Row& row : set.rows) SRNET_RETURN_IF_ERROR(CheckRow(set, row));
  }
  SRNET_RETURN_IF_ERROR(CheckDistinct(names, "the names of the sets"));
  SRNET_RETURN_IF_ERROR(CheckOneSet(dataset, Role::kTrain));
  return CheckOneSet(dataset, Role::kDev);
}

const LabelledSet* FindSet(const Dataset& dataset, std::string_view name) {
  for (const LabelledSet& set : dataset.sets) {
    if (set.name == name) return &set;
  }
  return nullptr;
}

const LabelledSet* FindSet(const Dataset& dataset, Role role) {
  for (const LabelledSet& set : dataset.sets) {
    if (set.role == role) return &set;
  }
  return nullptr;
}

}  // namespace srnet::data
