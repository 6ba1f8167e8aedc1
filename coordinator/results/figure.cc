#include "coordinator/results/figure.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "coordinator/results/grouping.h"

namespace srnet::results {
namespace {

// A model with its place in the figure.
struct Placed {
  const Model* model = nullptr;
  std::optional<double> x;  // Nothing: it holds for all of x.
};

std::optional<double> Number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool FulfilsOne(const Model& model, const std::vector<Conditions>& alternatives) {
  return std::any_of(alternatives.begin(), alternatives.end(),
                     [&](const Conditions& conditions) { return Fulfils(model.coordinates, conditions); });
}

std::optional<Placed> Place(const FigureDefinition& definition, const Model& model) {
  if (FulfilsOne(model, definition.points)) {
    if (definition.x_axis.empty()) return Placed{&model, std::nullopt};
    if (const std::optional<double> x = Number(model.At(definition.x_axis))) return Placed{&model, x};
  }
  if (FulfilsOne(model, definition.references)) return Placed{&model, std::nullopt};
  return std::nullopt;
}

storage::Coordinates LineOf(const FigureDefinition& definition, const Model& model) {
  storage::Coordinates line;
  for (const auto& [axis, value] : model.coordinates) {
    if (axis != definition.x_axis && axis != "task") line.emplace_back(axis, value);
  }
  return line;
}

// References that could belong to a line, as those of fig7 do to one of a sparsity, and belong to none.
void DropForeignReferences(const FigureDefinition& definition, std::vector<Placed>& placed) {
  if (definition.reference_axes.empty()) return;
  const auto label = [&](const Model& model) {
    std::vector<std::string_view> values = {model.At("task")};
    for (const std::string_view axis : definition.reference_axes) values.push_back(model.At(axis));
    return values;
  };
  std::set<std::vector<std::string_view>> of_lines;
  for (const Placed& place : placed) {
    if (place.x) of_lines.insert(label(*place.model));
  }
  std::erase_if(placed,
                [&](const Placed& place) { return !place.x && !of_lines.contains(label(*place.model)); });
}

statistics::SampleSummary SummaryOf(const std::map<storage::StageKey, Run>& runs) {
  std::vector<double> values;
  for (const auto& [stage, run] : runs) values.push_back(run.value);
  return statistics::Summarise(values);
}

// Series as they grow: found by what a line is, kept in the order in which lines are first seen.
class Lines {
 public:
  Status Add(const FigureDefinition& definition, const Placed& place) {
    const Model& model = *place.model;
    for (const auto& [of, runs] : model.runs) {
      FigureSeries& series = Find(std::string(model.At("task")), of, LineOf(definition, model), !place.x);
      const double x = place.x.value_or(0);
      const auto at =
          std::lower_bound(series.points.begin(), series.points.end(), x,
                           [](const FigurePoint& point, double value) { return point.x < value; });
      if (at != series.points.end() && at->x == x) {
        return InvalidArgument("the sweeps have different models of {}, by other recipes: name one sweep",
                               Describe(model.coordinates));
      }
      series.points.insert(at, {x, SummaryOf(runs)});
    }
    return Status();
  }

  std::vector<FigureSeries> Take() {
    std::stable_sort(series_.begin(), series_.end(), [](const FigureSeries& a, const FigureSeries& b) {
      return std::tie(a.task, a.of, a.holds_for_all_x) < std::tie(b.task, b.of, b.holds_for_all_x);
    });
    return std::move(series_);
  }

 private:
  FigureSeries& Find(std::string task, const MetricName& of, storage::Coordinates line,
                     bool holds_for_all_x) {
    const auto [entry, is_new] = positions_.try_emplace({task, of, line, holds_for_all_x}, series_.size());
    if (is_new) series_.push_back({std::move(task), of, std::move(line), holds_for_all_x, {}});
    return series_[entry->second];
  }

  std::map<std::tuple<std::string, MetricName, storage::Coordinates, bool>, std::size_t> positions_;
  std::vector<FigureSeries> series_;
};

}  // namespace

StatusOr<std::vector<FigureSeries>> MakeFigure(const FigureDefinition& definition,
                                               const std::vector<Model>& models) {
  std::vector<Placed> placed;
  for (const Model& model : models) {
    if (const std::optional<Placed> place = Place(definition, model)) placed.push_back(*place);
  }
  DropForeignReferences(definition, placed);
  Lines lines;
  for (const Placed& place : placed) SRNET_RETURN_IF_ERROR(lines.Add(definition, place));
  std::vector<FigureSeries> series = lines.Take();
  // Full models alone are no figure of subnetworks.
  const bool has_points = std::any_of(series.begin(), series.end(), [&](const FigureSeries& line) {
    return definition.x_axis.empty() || !line.holds_for_all_x;
  });
  if (!has_points) {
    return NotFound("no result of these sweeps belongs to {} ({})", definition.name, definition.title);
  }
  return series;
}

}  // namespace srnet::results
