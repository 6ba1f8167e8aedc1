// The lines of one of the paper's figures, from the models at hand. Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "common/status/status.h"
#include "coordinator/results/figure_definition.h"
#include "coordinator/results/models.h"
#include "coordinator/statistics/sample.h"

namespace srnet::results {

struct FigurePoint {
  double x = 0;
  statistics::SampleSummary value;  // Over seeds.
};

// A line: in a panel for each task and number that the models have, models that differ in x alone.
struct FigureSeries {
  std::string task;
  MetricName of;
  storage::Coordinates coordinates;  // What all models of the line have in common.
  bool holds_for_all_x = false;      // Then there is one point, whose x says nothing.
  std::vector<FigurePoint> points;   // By rising x.
};

// By task, set, then lines before what holds for all x, each in the order of the models. A reference of fig7
// is there only if it is of a sparsity that a line has. INVALID_ARGUMENT: two models would be one point,
// because their sweeps have other recipes or they differ in what the figure does not vary; the message names
// both. NOT_FOUND: no model belongs to the figure.
StatusOr<std::vector<FigureSeries>> MakeFigure(const FigureDefinition& definition,
                                               const std::vector<Model>& models);

}  // namespace srnet::results
