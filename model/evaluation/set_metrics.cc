#include "model/evaluation/set_metrics.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "model/evaluation/pack_rows.h"
#include "model/loss/classification_loss.h"
#include "model/metrics/confusion.h"
#include "model/metrics/metric.h"

namespace srnet::evaluation {
namespace {

struct Share {
  std::int64_t right = 0;
  std::int64_t rows = 0;
  double value() const { return static_cast<double>(right) / static_cast<double>(rows); }
};

// For each row the label of the set that its logits mean.
std::vector<int> PredictedLabels(const data::TokenisedSet& set, const at::Tensor& logits) {
  const std::vector<int>& merge = set.description().label_merge;
  TORCH_CHECK(logits.dim() == 2 && logits.size(0) == static_cast<std::int64_t>(set.rows()) &&
                  logits.size(1) == static_cast<std::int64_t>(merge.size()),
              "logits of ", logits.sizes(), " are not those of set ", set.name());
  const at::Tensor rows = logits.contiguous();
  const float* values = rows.const_data_ptr<float>();
  std::vector<int> predicted(set.rows());
  for (std::size_t row = 0; row < set.rows(); ++row) {
    const float* first = values + row * merge.size();
    const auto best = std::max_element(first, first + merge.size()) - first;
    predicted[row] = merge[static_cast<std::size_t>(best)];
  }
  return predicted;
}

metrics::Confusion ConfusionOf(const data::TokenisedSet& set, const std::vector<int>& predicted) {
  metrics::Confusion confusion(set.description().labels.size());
  for (std::size_t row = 0; row < set.rows(); ++row) confusion.Add(set.label(row), predicted[row]);
  return confusion;
}

// What the description asks for, of the whole set.
void AddWanted(const data::LabelledSet& description, const metrics::Confusion& confusion,
               std::vector<SetMetric>& all) {
  const auto& labels = description.labels;
  const auto positive =
      static_cast<int>(std::find(labels.begin(), labels.end(), description.positive) - labels.begin());
  for (const std::string& name : description.metrics) {
    const auto metric = metrics::FindMetric(name);
    TORCH_CHECK(metric.has_value(), "unknown metric ", name);
    all.push_back({name, "", metrics::Value(*metric, confusion, positive)});
  }
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
  const std::vector<int> predicted = PredictedLabels(set, logits);
  std::map<std::string, Share> shares;
  for (std::size_t row = 0; row < set.rows(); ++row) {
    for (const std::string& group : GroupsOf(set, row)) {
      Share& share = shares[group];
      share.right += predicted[row] == set.label(row);
      ++share.rows;
    }
  }
  std::vector<SetMetric> all;
  AddWanted(set.description(), ConfusionOf(set, predicted), all);
  for (const auto& [group, share] : shares) all.push_back({"accuracy", group, share.value()});
  if (HasTheModelsClasses(set)) all.push_back({"loss", "", CrossEntropy(set, logits)});
  std::sort(all.begin(), all.end(), [](const SetMetric& a, const SetMetric& b) {
    return std::tie(a.metric, a.group) < std::tie(b.metric, b.group);
  });
  return all;
}

}  // namespace srnet::evaluation
