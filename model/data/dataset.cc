#include "model/data/dataset.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "model/metrics/metric.h"

namespace srnet::data {
namespace {

constexpr int kMostCopies = 1000;

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

bool Contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::string KnownMetrics() {
  std::vector<std::string_view> names;
  for (const metrics::Metric metric : metrics::kAllMetrics) names.push_back(metrics::MetricName(metric));
  return fmt::format("{}", fmt::join(names, ", "));
}

Status CheckMetrics(const LabelledSet& set) {
  if (set.metrics.empty()) return InvalidArgument("set \"{}\" has no metrics", set.name);
  SRNET_RETURN_IF_ERROR(CheckDistinct(set.metrics, fmt::format("the metrics of set \"{}\"", set.name)));
  if (!set.positive.empty() && !Contains(set.labels, set.positive)) {
    return InvalidArgument("the positive label \"{}\" of set \"{}\" is not one of [{}]", set.positive,
                           set.name, fmt::join(set.labels, ", "));
  }
  for (const std::string& name : set.metrics) {
    const auto metric = metrics::FindMetric(name);
    if (!metric.has_value()) {
      return InvalidArgument("set \"{}\" has the metric \"{}\"; known are {}", set.name, name,
                             KnownMetrics());
    }
    if (metrics::NeedsPositive(*metric) && (set.positive.empty() || set.labels.size() != 2)) {
      return InvalidArgument("metric \"{}\" of set \"{}\" is for two labels of which one is the positive one",
                             name, set.name);
    }
  }
  return absl::OkStatus();
}

Status CheckTrainedOn(const Dataset& dataset, const LabelledSet& set) {
  if (set.copies < 1 || set.copies > kMostCopies) {
    return InvalidArgument("set \"{}\" has {} copies, it may have 1 to {}", set.name, set.copies,
                           kMostCopies);
  }
  if (set.copies != 1 && set.role != Role::kOracle) {
    return InvalidArgument("set \"{}\" has copies, but only a set of role oracle may", set.name);
  }
  if (!IsForTraining(set.role) || set.labels == dataset.labels) return absl::OkStatus();
  return InvalidArgument("set \"{}\" is trained on, so it must have the labels of the data set", set.name);
}

// Oracle rows are put behind those of the training set, so they have the same columns.
Status CheckGroupsOfOracles(const Dataset& dataset) {
  const LabelledSet& train = *FindSet(dataset, Role::kTrain);
  for (const LabelledSet& set : dataset.sets) {
    if (set.role != Role::kOracle || set.groups == train.groups) continue;
    return InvalidArgument("set \"{}\" must have the groups of set \"{}\"", set.name, train.name);
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kTrain:
      return "train";
    case Role::kDev:
      return "dev";
    case Role::kTest:
      return "test";
    case Role::kOod:
      return "ood";
    case Role::kOracle:
      return "oracle";
  }
  return "unknown";
}

StatusOr<Role> ParseRole(std::string_view name) {
  for (const Role role : {Role::kTrain, Role::kDev, Role::kTest, Role::kOod, Role::kOracle}) {
    if (RoleName(role) == name) return role;
  }
  return InvalidArgument("\"{}\" is not a role of a set: train, dev, test, ood or oracle", name);
}

Status CheckSet(const Dataset& dataset, const LabelledSet& set) {
  if (!IsName(set.name)) {
    return InvalidArgument("the name \"{}\" of a set may only have the characters a-z, 0-9, _ and -",
                           set.name);
  }
  if (set.labels.size() < 2) return InvalidArgument("set \"{}\" needs at least two labels", set.name);
  SRNET_RETURN_IF_ERROR(CheckDistinct(set.labels, fmt::format("the labels of set \"{}\"", set.name)));
  SRNET_RETURN_IF_ERROR(CheckDistinct(set.groups, fmt::format("the groups of set \"{}\"", set.name)));
  SRNET_RETURN_IF_ERROR(CheckTrainedOn(dataset, set));
  SRNET_RETURN_IF_ERROR(CheckMetrics(set));
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
  if (!IsName(dataset.task)) {
    return InvalidArgument("the task \"{}\" of a data set may only have the characters a-z, 0-9, _ and -",
                           dataset.task);
  }
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
  SRNET_RETURN_IF_ERROR(CheckOneSet(dataset, Role::kDev));
  return CheckGroupsOfOracles(dataset);
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
