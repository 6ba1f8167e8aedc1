#include "coordinator/results/aggregate.h"

#include "coordinator/results/grouping.h"

namespace srnet::results {

StatusOr<std::vector<AggregateRow>> Aggregate(const std::vector<Model>& models,
                                              const std::vector<std::string>& axes) {
  SRNET_RETURN_IF_ERROR(CheckAxes(axes));
  if (!axes.empty()) {
    SRNET_RETURN_IF_ERROR(CheckTellApart(models, axes, "group_by"));
  }
  std::vector<AggregateRow> rows;
  for (const Model& model : models) {
    for (const auto& [of, runs] : model.runs) {
      std::vector<double> values;
      for (const auto& [stage, run] : runs) values.push_back(run.value);
      rows.push_back({axes.empty() ? model.coordinates : Projection(model, axes), model.sweeps, of,
                      statistics::Summarise(values), model.MissingSeeds(of)});
    }
  }
  return rows;
}

}  // namespace srnet::results
