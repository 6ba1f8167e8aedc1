// The rows that a training sees, in one order: those of the training set, then, for an oracle, those of each
// oracle set, as often as it has copies.
//
// A tokenised training set names its rows by their places in the list of all of them. A limit keeps a sample
// of the training set, the same with and without an oracle, and of each oracle set the same proportion:
// max(1, round(rows * limit / rows of the training set)). Any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "common/status/status.h"
#include "model/data/dataset.h"
#include "model/data/tokenised_dataset.h"

namespace srnet::data {

// Every row, those of oracles included; they belong to `dataset`, which has passed CheckDataset.
std::vector<const Row*> AllTrainingRows(const Dataset& dataset);

// Increasing places in that list. FailedPrecondition for an oracle of a data set without oracle sets.
StatusOr<std::vector<std::uint64_t>> KeptTrainingRows(const Dataset& dataset, bool oracle,
                                                      std::uint64_t limit, std::uint64_t seed);

// The rows of a tokenised training set, in its order. FailedPrecondition when it was not made from `dataset`.
StatusOr<std::vector<const Row*>> SourceRows(const Dataset& dataset, const TokenisedSet& training_set);

}  // namespace srnet::data
