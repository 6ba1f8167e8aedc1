// The cells of a specification's grid: every combination of its axes that makes sense, each once.
//
// What is left out is told: combinations that no one studies become exclusions, repeated ones a notice, and
// what cannot be meant (an axis that a pipeline does not have, a sparsity that a ladder does not reach, a
// block without any cell) is a problem at its line. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/stage/stage.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

// The full model has method kNone, sparsity 0 and the loss std, which means nothing there.
struct Cell {
  std::uint16_t task = 0;  // Index into Specification::tasks.
  Pipeline pipeline = Pipeline::kFinetune;
  stage::Loss finetune_loss = stage::Loss::kStd;
  Method method = Method::kNone;
  stage::Loss loss = stage::Loss::kStd;
  std::uint16_t sparsity = 0;  // Index into Grid::sparsities.
  std::uint16_t seed = 0;      // Index into Grid::seeds.
};

struct Grid {
  std::vector<double> sparsities;
  std::vector<std::int64_t> seeds;
  std::vector<Cell> cells;
  std::vector<std::string> notices;
  std::vector<std::string> exclusions;
};

inline constexpr std::int64_t kMostCells = 1'000'000;

Grid ExpandGrid(const Specification& specification, Problems& problems);

// The level of the ladder (1 to 9) that has that sparsity, or 0.
std::int64_t ImpLevel(double sparsity);

}  // namespace srnet::planning
