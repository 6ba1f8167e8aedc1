// The order in which a training visits its rows: a fresh uniform permutation per epoch, as a pure function.
//
// The permutation is a Fisher-Yates shuffle driven by a counter-based generator keyed with (seed, epoch), so
// it needs no state of any other generator, can be recomputed at any step, and two runs of one seed and data
// set see the same rows in the same batches whatever else they do. Any thread.
#pragma once

#include <cstdint>
#include <vector>

namespace srnet::training {

// A permutation of 0 .. rows - 1. rows < 2^32.
std::vector<std::uint32_t> EpochOrder(std::uint64_t seed, std::uint64_t epoch, std::int64_t rows);

// A number that is a function of both and looks like neither, to key independent streams of one seed.
std::uint64_t DerivedSeed(std::uint64_t seed, std::uint64_t purpose);

}  // namespace srnet::training
