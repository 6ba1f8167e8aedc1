#include "model/data/training_rows.h"

#include <algorithm>
#include <cmath>

#include "model/data/row_sample.h"

namespace srnet::data {
namespace {

// The sets in the order of their rows.
std::vector<const LabelledSet*> TrainingSets(const Dataset& dataset) {
  std::vector<const LabelledSet*> sets;
  for (const Role role : {Role::kTrain, Role::kOracle}) {
    for (const LabelledSet& set : dataset.sets) {
      if (set.role == role) sets.push_back(&set);
    }
  }
  return sets;
}

// What a limit on the training set leaves of an oracle set; 0 is no limit. The planner counts rows by the
// same formula, in the same arithmetic.
std::uint64_t LimitOf(std::uint64_t rows, std::uint64_t limit, std::uint64_t train_rows) {
  if (limit == 0 || limit >= train_rows) return 0;
  const double share = static_cast<double>(limit) / static_cast<double>(train_rows);
  return static_cast<std::uint64_t>(std::max(1LL, std::llround(static_cast<double>(rows) * share)));
}

}  // namespace

std::vector<const Row*> AllTrainingRows(const Dataset& dataset) {
  std::vector<const Row*> rows;
  for (const LabelledSet* set : TrainingSets(dataset)) {
    for (int copy = 0; copy < set->copies; ++copy) {
      for (const Row& row : set->rows) rows.push_back(&row);
    }
  }
  return rows;
}

StatusOr<std::vector<std::uint64_t>> KeptTrainingRows(const Dataset& dataset, bool oracle,
                                                      std::uint64_t limit, std::uint64_t seed) {
  const std::vector<const LabelledSet*> sets = TrainingSets(dataset);
  if (oracle && sets.size() < 2) {
    return FailedPrecondition(
        "data set \"{}\" has no set of role oracle, so an oracle has nothing to learn from", dataset.name);
  }
  const std::uint64_t train_rows = sets.front()->rows.size();
  std::vector<std::uint64_t> kept = SampleRows(train_rows, limit, seed);
  std::uint64_t begin = train_rows;  // Of the copy.
  for (std::size_t i = 1; oracle && i < sets.size(); ++i) {
    const std::uint64_t rows = sets[i]->rows.size();
    const auto sample = SampleRows(rows, LimitOf(rows, limit, train_rows), seed);
    for (int copy = 0; copy < sets[i]->copies; ++copy, begin += rows) {
      for (const std::uint64_t row : sample) kept.push_back(begin + row);
    }
  }
  return kept;
}

StatusOr<std::vector<const Row*>> SourceRows(const Dataset& dataset, const TokenisedSet& training_set) {
  const std::vector<const Row*> all = AllTrainingRows(dataset);
  std::vector<const Row*> rows;
  for (std::size_t i = 0; i < training_set.rows(); ++i) {
    const std::uint64_t source = training_set.source_row(i);
    if (source >= all.size() || all[source]->id != training_set.row_id(i)) {
      return FailedPrecondition(
          "row {} of the tokenised set \"{}\" is not in the data set \"{}\": import it again", i,
          training_set.name(), dataset.name);
    }
    rows.push_back(all[source]);
  }
  return rows;
}

}  // namespace srnet::data
