// Which of two kinds of models is better, seed by seed. Pure, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "coordinator/results/models.h"
#include "coordinator/statistics/paired.h"

namespace srnet::results {

struct ComparisonRow {
  storage::Coordinates coordinates;  // On the axes that pair the models.
  MetricName of;
  statistics::PairedComparison comparison;   // Of first minus second.
  double holm_p = 1;                         // permutation_p, adjusted for all rows of the answer.
  std::vector<std::int64_t> seeds;           // That both have.
  std::vector<std::int64_t> unpaired_seeds;  // That only one has.
};

struct ComparisonRequest {
  std::vector<Model> first;
  std::vector<Model> second;
  // A model of the first kind is compared with that of the second which agrees with it on these axes. Empty:
  // on all that models have but those in `fixed`.
  std::vector<std::string> by;
  std::vector<std::string> fixed;  // Axes by which the kinds were chosen, such as the method.
};

// A row for each pair of models and number that both have for some seed. INVALID_ARGUMENT: several models of
// one kind agree on the axes, or no two models pair; the message says what to name.
StatusOr<std::vector<ComparisonRow>> Compare(const ComparisonRequest& request);

}  // namespace srnet::results
