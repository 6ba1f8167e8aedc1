// Cuts a set into batches of similar length under a token budget: little attention wasted, few and even
// batches.
//
// Rows are ordered by length, then by index, and taken in that order; a batch holds at most `token_budget`
// tokens, or one row that is longer. Every row is in exactly one batch. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/data/tokenised_dataset.h"

namespace srnet::evaluation {

std::vector<std::vector<std::uint32_t>> LengthBatches(const data::TokenisedSet& set,
                                                      std::size_t token_budget);

}  // namespace srnet::evaluation
