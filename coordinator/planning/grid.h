// The cells of a specification's grid: every combination of its axes that makes sense, each once.
//
// What is left out is told: combinations that no one studies become exclusions, repeated ones and blocks for
// kinds of tasks that the sweep does not have a notice, and what cannot be meant (an axis that a pipeline
// does not have, a sparsity that a ladder does not reach, a block without any cell) is a problem at its line.
// Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "coordinator/planning/axes.h"
#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/specification.h"
#include "coordinator/planning/treatment.h"

namespace srnet::planning {

struct Cell {
  std::uint32_t treatment = 0;  // Index into Grid::treatments.
  std::uint32_t seed = 0;       // Index into Grid::seeds.
  std::uint16_t task = 0;       // Index into Specification::tasks.
  std::uint16_t model = 0;      // Index into Specification::models.
};

struct Grid {
  std::vector<Treatment> treatments;
  std::vector<std::int64_t> seeds;
  std::vector<Cell> cells;
  std::map<Start, Place> starts;  // Where each was first written.
  std::vector<std::string> notices;
  std::vector<std::string> exclusions;
};

// `datasets` are those of the specification's tasks, in their order.
Grid ExpandGrid(const Specification& specification, const std::vector<const CatalogueDataset*>& datasets,
                Problems& problems);

}  // namespace srnet::planning
