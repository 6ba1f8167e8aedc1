#include "cli/output/result_model.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace srnet::cli {
namespace {

// Tells models apart: those of the same axes are in different sweeps.
using Identity = std::pair<Axes, std::vector<std::string>>;

Identity IdentityOf(const v1::AggregateResponse::Row& row) {
  Identity identity;
  for (const v1::Coordinate& coordinate : row.coordinates())
    identity.first[coordinate.axis()] = coordinate.value();
  identity.second.assign(row.sweep_ids().begin(), row.sweep_ids().end());
  return identity;
}

SeedStatistic StatisticOf(const v1::AggregateResponse::Row& row) {
  SeedStatistic statistic{.mean = row.mean(), .standard_deviation = std::nullopt};
  if (row.has_standard_deviation()) statistic.standard_deviation = row.standard_deviation();
  return statistic;
}

}  // namespace

std::string ResultModel::axis(const std::string& name) const {
  const auto value = axes.find(name);
  return value == axes.end() ? std::string() : value->second;
}

bool ResultModel::full() const { return axis("method").empty() || axis("method") == "none"; }

std::vector<ResultModel> CollectModels(const v1::AggregateResponse& statistics) {
  std::vector<ResultModel> models;
  std::map<Identity, std::size_t> positions;
  for (const v1::AggregateResponse::Row& row : statistics.rows()) {
    if (row.set().empty() || !row.group().empty()) continue;
    const auto [entry, is_new] = positions.try_emplace(IdentityOf(row), models.size());
    if (is_new) {
      const auto& [axes, sweeps] = entry->first;
      models.push_back(
          {.axes = axes, .sweeps = sweeps, .values = {}, .runs = row.count(), .missing_seeds = {}});
    }
    ResultModel& model = models[entry->second];
    model.values[{row.set(), row.metric()}] = StatisticOf(row);
    model.runs = std::min(model.runs, row.count());
    model.missing_seeds.insert(row.missing_seeds().begin(), row.missing_seeds().end());
  }
  std::stable_partition(models.begin(), models.end(), [](const ResultModel& model) { return model.full(); });
  return models;
}

}  // namespace srnet::cli
