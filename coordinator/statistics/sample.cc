#include "coordinator/statistics/sample.h"

#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace srnet::statistics {
namespace {

constexpr double kOutside = 0.05;  // Of the interval, on both sides together.

}  // namespace

double StudentWidth(std::int64_t count) {
  const boost::math::students_t distribution(static_cast<double>(count - 1));
  return boost::math::quantile(boost::math::complement(distribution, kOutside / 2));
}

SampleSummary Summarise(std::span<const double> values) {
  SampleSummary summary;
  summary.count = static_cast<std::int64_t>(values.size());
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  summary.mean = sum / n;
  if (values.size() < 2) return summary;

  double squares = 0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  const double deviation = std::sqrt(squares / (n - 1));
  const double half = StudentWidth(summary.count) * deviation / std::sqrt(n);
  summary.standard_deviation = deviation;
  summary.confidence = Interval{summary.mean - half, summary.mean + half};
  return summary;
}

}  // namespace srnet::statistics
