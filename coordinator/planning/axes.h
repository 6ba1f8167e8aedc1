// From a block of the grid to its treatments: which axes a pipeline has, which it needs, and their product.
//
// Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/planning/specification.h"
#include "coordinator/planning/treatment.h"

namespace srnet::planning {

// At most so many treatments, times tasks, models and seeds, make a grid.
inline constexpr std::int64_t kMostCells = 1'000'000;

// All combinations of the block's axes, those without sense among them, each normalised and in the order of
// the axes. `path` is "grid[2]". Nothing, and a problem, when an axis is missing, has no place in the
// pipeline or has a value that it cannot have.
std::vector<Treatment> TreatmentsOf(const Block& block, const std::string& path, Problems& problems);

// The level of the ladder (1 to 9) that has that sparsity, or 0.
std::int64_t ImpLevel(double sparsity);

}  // namespace srnet::planning
