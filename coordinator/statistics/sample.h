// Mean, spread and confidence interval of a few values, as of one model under several seeds.
//
// The interval is Student's: exact if the values are normal, and the usual reading of "mean over seeds" even
// where they are only roughly so. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace srnet::statistics {

struct Interval {
  double low = 0;
  double high = 0;
};

struct SampleSummary {
  std::int64_t count = 0;
  double mean = 0;
  std::optional<double> standard_deviation;  // Of the sample (n - 1); nothing for a single value.
  std::optional<Interval> confidence;        // Of the mean, 95 %; nothing for a single value.
};

// `values` is not empty; values that are not finite make the summary not finite.
SampleSummary Summarise(std::span<const double> values);

// The half width of the 95 % interval of the mean of `count` (at least 2) values, in standard errors: the
// quantile 0.975 of Student's t with count - 1 degrees of freedom.
double StudentWidth(std::int64_t count);

}  // namespace srnet::statistics
