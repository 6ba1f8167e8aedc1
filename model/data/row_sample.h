// A deterministic sample of the rows of a set: the same rows on every machine, in their order.
//
// Row i is kept when its hash of (seed, i) is among the `limit` smallest, so a larger limit keeps the rows of
// a smaller one and adds to them. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace srnet::data {

// Increasing indices below `rows`. A limit of 0, or of `rows` and more, keeps all.
std::vector<std::uint64_t> SampleRows(std::size_t rows, std::uint64_t limit, std::uint64_t seed);

}  // namespace srnet::data
