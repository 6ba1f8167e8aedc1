// The metrics a set of labelled rows can ask for, by name, as pure functions of gold and predicted labels.
//
//   accuracy          share of rows predicted right
//   f1                F1 of the positive label ("binary F1"; QQP: duplicate)
//   negative_f1       F1 of the other label
//   negative_recall   recall of the other label (PAWS: non-duplicate)
//   positive_recall   recall of the positive label (PAWS: duplicate)
//   weighted_f1       each label's F1, averaged by its number of rows
//
// All but accuracy and weighted_f1 are of sets with two labels. "A Win-win Deal" (NeurIPS 2022), appendix B,
// and its released code. Any thread.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "model/metrics/confusion.h"

namespace srnet::metrics {

enum class Metric { kAccuracy, kF1, kNegativeF1, kNegativeRecall, kPositiveRecall, kWeightedF1 };

inline constexpr std::array kAllMetrics{Metric::kAccuracy,       Metric::kF1,
                                        Metric::kNegativeF1,     Metric::kNegativeRecall,
                                        Metric::kPositiveRecall, Metric::kWeightedF1};

std::string_view MetricName(Metric metric);
std::optional<Metric> FindMetric(std::string_view name);

// Whether it needs a set of two labels, one of which is the positive one.
bool NeedsPositive(Metric metric);

// `positive` is looked at by the metrics that need one.
double Value(Metric metric, const Confusion& confusion, int positive);

}  // namespace srnet::metrics
