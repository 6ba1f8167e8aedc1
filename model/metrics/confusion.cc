#include "model/metrics/confusion.h"

#include <numeric>

#include "common/status/status.h"

namespace srnet::metrics {
namespace {

double Ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Confusion::Confusion(std::size_t labels, std::span<const int> gold, std::span<const int> predicted)
    : Confusion(labels) {
  SRNET_CHECK(gold.size() == predicted.size());
  for (std::size_t row = 0; row < gold.size(); ++row) Add(gold[row], predicted[row]);
}

std::int64_t Confusion::rows() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
}

std::int64_t Confusion::support(int label) const {
  const auto first = counts_.begin() + static_cast<std::ptrdiff_t>(At(label, 0));
  return std::accumulate(first, first + static_cast<std::ptrdiff_t>(labels_), std::int64_t{0});
}

double Confusion::Accuracy() const {
  std::int64_t right = 0;
  for (std::size_t label = 0; label < labels_; ++label) right += counts_[label * labels_ + label];
  return Ratio(right, rows());
}

double Confusion::Recall(int label) const { return Ratio(count(label, label), support(label)); }

double Confusion::F1(int label) const {
  std::int64_t predictions = 0;
  for (std::size_t gold = 0; gold < labels_; ++gold) predictions += count(static_cast<int>(gold), label);
  return Ratio(2 * count(label, label), support(label) + predictions);
}

double Confusion::WeightedF1() const {
  double sum = 0;
  for (std::size_t label = 0; label < labels_; ++label) {
    sum += F1(static_cast<int>(label)) * static_cast<double>(support(static_cast<int>(label)));
  }
  return rows() == 0 ? 0.0 : sum / static_cast<double>(rows());
}

}  // namespace srnet::metrics
