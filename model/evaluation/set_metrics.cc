#include "model/evaluation/set_metrics.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "model/evaluation/pack_rows.h"
#include "model/loss/classification_loss.h"

namespace srnet::evaluation {
namespace {

struct Share {
  std::int64_t right = 0;
  std::int64_t rows = 0;
  double value() const { return static_cast<double>(right) / static_cast<double>(rows); }
};

// For each row whether the merged prediction is its label.
std::vector<bool> RightRows(const data::TokenisedSet& set, const at::Tensor& logits) {
  const std::vector<int>& merge = set.description().label_merge;
  TORCH_CHECK(logits.dim() == 2 && logits.size(0) == static_cast<std::int64_t>(set.rows()) &&
                  logits.size(1) == static_cast<std::int64_t>(merge.size()),
              "logits of ", logits.sizes(), " are not those of set ", set.name());
  const at::Tensor rows = logits.contiguous();
  const float* values = rows.const_data_ptr<float>();
  std::vector<bool> right(set.rows());
  for (std::size_t row = 0; row < set.rows(); ++row) {
    const float* first = values + row * merge.size();
    const auto best = std::max_element(first, first + merge.size()) - first;
    right[row] = merge[static_cast<std::size_t>(best)] == set.label(row);
  }
  return right;
}

// The groups that a row counts in.
std::vector<std::string> GroupsOf(const data::TokenisedSet& set, std::size_t row) {
  const data::LabelledSet& description = set.description();
  std::vector<std::string> groups;
  for (std::size_t column = 0; column < description.groups.size(); ++column) {
    const std::string_view value = set.group(row, column);
    if (value.empty()) continue;
    const std::string& label = description.labels[static_cast<std::size_t>(set.label(row))];
    groups.push_back(column == 0 ? fmt::format("{}/{}", value, label)
                                 : fmt::format("{}:{}", description.groups[column], value));
  }
  return groups;
}

bool HasTheModelsClasses(const data::TokenisedSet& set) {
  const data::LabelledSet& description = set.description();
  std::vector<int> identity(description.labels.size());
  std::iota(identity.begin(), identity.end(), 0);
  return description.label_merge == identity;
}

double CrossEntropy(const data::TokenisedSet& set, const at::Tensor& logits) {
  std::vector<std::uint32_t> rows(set.rows());
  std::iota(rows.begin(), rows.end(), 0u);
  const at::NoGradGuard no_gradients;
  return loss::ClassificationLoss(logits, LabelsOf(set, rows)).item<double>();
}

}  // namespace

std::vector<SetMetric> SetMetrics(const data::TokenisedSet& set, const at::Tensor& logits) {
  const std::vector<bool> right = RightRows(set, logits);
  std::map<std::string, Share> shares;
  const auto count = [&shares](const std::string& group, bool is_right) {
    Share& share = shares[group];
    share.right += is_right;
    ++share.rows;
  };
  for (std::size_t row = 0; row < set.rows(); ++row) {
    count("", right[row]);
    for (const std::string& group : GroupsOf(set, row)) count(group, right[row]);
  }
  std::vector<SetMetric> metrics;
  for (const auto& [group, share] : shares) metrics.push_back({"accuracy", group, share.value()});
  if (HasTheModelsClasses(set)) metrics.push_back({"loss", "", CrossEntropy(set, logits)});
  return metrics;
}

double Accuracy(const data::TokenisedSet& set, const at::Tensor& logits) {
  const std::vector<bool> right = RightRows(set, logits);
  return Share{std::count(right.begin(), right.end(), true), static_cast<std::int64_t>(right.size())}.value();
}

}  // namespace srnet::evaluation
