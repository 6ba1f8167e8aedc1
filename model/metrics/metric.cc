#include "model/metrics/metric.h"

namespace srnet::metrics {

std::string_view MetricName(Metric metric) {
  switch (metric) {
    case Metric::kAccuracy:
      return "accuracy";
    case Metric::kF1:
      return "f1";
    case Metric::kNegativeF1:
      return "negative_f1";
    case Metric::kNegativeRecall:
      return "negative_recall";
    case Metric::kPositiveRecall:
      return "positive_recall";
    case Metric::kWeightedF1:
      return "weighted_f1";
  }
  return "unknown";
}

std::optional<Metric> FindMetric(std::string_view name) {
  for (const Metric metric : kAllMetrics) {
    if (MetricName(metric) == name) return metric;
  }
  return std::nullopt;
}

bool NeedsPositive(Metric metric) { return metric != Metric::kAccuracy && metric != Metric::kWeightedF1; }

double Value(Metric metric, const Confusion& confusion, int positive) {
  const int negative = 1 - positive;
  switch (metric) {
    case Metric::kAccuracy:
      return confusion.Accuracy();
    case Metric::kF1:
      return confusion.F1(positive);
    case Metric::kNegativeF1:
      return confusion.F1(negative);
    case Metric::kNegativeRecall:
      return confusion.Recall(negative);
    case Metric::kPositiveRecall:
      return confusion.Recall(positive);
    case Metric::kWeightedF1:
      return confusion.WeightedF1();
  }
  return 0;
}

}  // namespace srnet::metrics
