#include "coordinator/results/compare.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "coordinator/results/grouping.h"
#include "coordinator/statistics/holm.h"

namespace srnet::results {
namespace {

// All axes that occur, but those that are fixed, in the order in which models name them.
std::vector<std::string> AxesInCommon(const ComparisonRequest& request) {
  std::vector<std::string> axes;
  for (const auto* models : {&request.first, &request.second}) {
    for (const Model& model : *models) {
      for (const auto& [axis, value] : model.coordinates) {
        const bool is_new = std::find(axes.begin(), axes.end(), axis) == axes.end();
        const bool is_fixed =
            std::find(request.fixed.begin(), request.fixed.end(), axis) != request.fixed.end();
        if (is_new && !is_fixed) axes.push_back(axis);
      }
    }
  }
  return axes;
}

using ByCoordinates = std::map<storage::Coordinates, const Model*>;

// Two models of equal coordinates come from sweeps with other recipes: nothing but the sweep tells them
// apart.
StatusOr<ByCoordinates> OneEach(const std::vector<Model>& models, const std::vector<std::string>& axes,
                                std::string_view kind) {
  SRNET_RETURN_IF_ERROR(CheckTellApart(models, axes, kind));
  ByCoordinates by_coordinates;
  for (const Model& model : models) {
    const auto [entry, is_new] = by_coordinates.try_emplace(Projection(model, axes), &model);
    if (is_new) continue;
    return InvalidArgument("{}: sweeps {} and {} have different models of {}: name one sweep", kind,
                           entry->second->sweeps.front().value, model.sweeps.front().value,
                           Describe(model.coordinates));
  }
  return by_coordinates;
}

std::map<std::int64_t, double> BySeed(const std::map<storage::StageKey, Run>& runs) {
  std::map<std::int64_t, double> values;
  for (const auto& [stage, run] : runs) values.emplace(run.seed, run.value);
  return values;
}

void AddRows(const storage::Coordinates& coordinates, const Model& first, const Model& second,
             std::vector<ComparisonRow>& rows) {
  for (const auto& [of, runs] : first.runs) {
    const auto others = second.runs.find(of);
    if (others == second.runs.end()) continue;
    ComparisonRow row{coordinates, of, {}, 1, {}, {}};
    const std::map<std::int64_t, double> ours = BySeed(runs);
    const std::map<std::int64_t, double> theirs = BySeed(others->second);
    std::vector<double> differences;
    for (const auto& [seed, value] : ours) {
      const auto other = theirs.find(seed);
      if (other == theirs.end()) {
        row.unpaired_seeds.push_back(seed);
      } else {
        row.seeds.push_back(seed);
        differences.push_back(value - other->second);
      }
    }
    for (const auto& [seed, value] : theirs) {
      if (!ours.contains(seed)) row.unpaired_seeds.push_back(seed);
    }
    if (differences.empty()) continue;
    std::sort(row.unpaired_seeds.begin(), row.unpaired_seeds.end());
    row.comparison = statistics::ComparePaired(differences);
    rows.push_back(std::move(row));
  }
}

}  // namespace

StatusOr<std::vector<ComparisonRow>> Compare(const ComparisonRequest& request) {
  SRNET_RETURN_IF_ERROR(CheckAxes(request.by));
  if (request.first.empty()) return InvalidArgument("first: no result matches");
  if (request.second.empty()) return InvalidArgument("second: no result matches");
  const std::vector<std::string> axes = request.by.empty() ? AxesInCommon(request) : request.by;
  SRNET_ASSIGN_OR_RETURN(const ByCoordinates firsts, OneEach(request.first, axes, "first"));
  SRNET_ASSIGN_OR_RETURN(const ByCoordinates seconds, OneEach(request.second, axes, "second"));
  std::vector<ComparisonRow> rows;
  for (const auto& [coordinates, first] : firsts) {
    const auto second = seconds.find(coordinates);
    if (second != seconds.end()) AddRows(coordinates, *first, *second->second, rows);
  }
  if (rows.empty()) {
    return InvalidArgument(
        "by: no model of the first kind has the same {} and a number with the same seed as one of the "
        "second: name the "
        "axes on which they are to agree",
        fmt::join(axes, ", "));
  }
  std::vector<double> p_values;
  for (const ComparisonRow& row : rows) p_values.push_back(row.comparison.permutation_p);
  const std::vector<double> adjusted = statistics::AdjustByHolm(p_values);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].holm_p = adjusted[i];
  return rows;
}

}  // namespace srnet::results
