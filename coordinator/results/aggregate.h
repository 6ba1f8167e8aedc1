// Means over seeds, with what belongs to them: spread, interval, and the seeds that are still missing. Pure,
// any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "coordinator/results/models.h"
#include "coordinator/statistics/sample.h"

namespace srnet::results {

struct AggregateRow {
  storage::Coordinates coordinates;
  std::vector<storage::SweepId> sweeps;  // That have the model.
  MetricName of;
  statistics::SampleSummary summary;
  std::vector<std::int64_t> missing_seeds;
};

// A row for each model and number, in the order of the models and then of the numbers. With axes the
// coordinates are those alone; INVALID_ARGUMENT if models that agree on them differ on another, which the
// message names: they must not be averaged, nor told apart by what is not shown. Without axes: all that the
// models have.
StatusOr<std::vector<AggregateRow>> Aggregate(const std::vector<Model>& models,
                                              const std::vector<std::string>& axes);

}  // namespace srnet::results
