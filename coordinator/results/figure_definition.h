// Which models belong to a figure or table of "A Win-win Deal" (NeurIPS 2022), and where on it: the presets
// of the same names, by what their models are instead of by their values, so that smaller grids have the same
// figures. Pure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "storage/stores/sweep_records.h"

namespace srnet::results {

// A model must have one of the values on the axis; an empty one is that of a model that has none there.
// Without values any will do.
struct Condition {
  std::string_view axis;
  std::vector<std::string_view> values;
};
using Conditions = std::vector<Condition>;

bool Fulfils(const storage::Coordinates& coordinates, const Conditions& conditions);

struct FigureDefinition {
  std::string_view name;
  std::string_view title;
  std::string_view x_axis;             // Empty for a table, whose models have no x.
  std::vector<Conditions> points;      // A model that fulfils one of these has a place on x ...
  std::vector<Conditions> references;  // ... and one that fulfils one of these holds for all of x.
  // Axes on which a reference must agree with some line; without any it belongs to all.
  std::vector<std::string_view> reference_axes;
};

// All, in the order of the paper.
std::span<const FigureDefinition> Figures();

// Null if there is none of that name.
const FigureDefinition* FindFigure(std::string_view name);

}  // namespace srnet::results
