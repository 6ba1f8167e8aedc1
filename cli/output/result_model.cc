#include "cli/output/result_model.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace srnet::cli {
namespace {

struct Place {
  Axes axes;
  std::string seed;
};

template <typename Coordinates>
Place PlaceOf(const Coordinates& coordinates) {
  Place place;
  for (const v1::Coordinate& coordinate : coordinates) {
    if (coordinate.axis() == "seed") {
      place.seed = coordinate.value();
    } else {
      place.axes[coordinate.axis()] = coordinate.value();
    }
  }
  return place;
}

bool Share(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& key) { return b.contains(key); });
}

void Absorb(ResultModel& model, ResultModel other) {
  for (std::string& sweep : other.sweeps) {
    if (std::find(model.sweeps.begin(), model.sweeps.end(), sweep) == model.sweeps.end())
      model.sweeps.push_back(std::move(sweep));
  }
  model.stages.merge(other.stages);
  model.seeds.merge(other.seeds);
  for (auto& [of, values] : other.values) model.values[of].merge(values);
}

// The models of one sweep and all seeds: within a sweep the axes do tell.
using OfSweep = std::pair<std::string, Axes>;

std::vector<ResultModel> ModelsOfEachSweep(const std::vector<v1::ResultRow>& rows) {
  std::vector<ResultModel> models;
  std::map<OfSweep, std::size_t> positions;
  for (const v1::ResultRow& row : rows) {
    const v1::Metric& number = row.metric();
    if (number.set().empty() || !number.group().empty()) continue;
    Place place = PlaceOf(row.coordinates());
    const auto [entry, is_new] =
        positions.try_emplace(OfSweep(row.sweep_id(), std::move(place.axes)), models.size());
    if (is_new) {
      ResultModel& model = models.emplace_back();
      model.axes = entry->first.second;
      model.sweeps = {row.sweep_id()};
    }
    ResultModel& model = models[entry->second];
    model.stages.insert(row.stage_key());
    model.seeds.insert(std::move(place.seed));
    model.values[{number.set(), number.metric()}][row.stage_key()] = number.value();
  }
  return models;
}

// Adds a model to those of the same axes; it may turn out that two of them are one.
void AddTo(std::vector<ResultModel>& same_axes, ResultModel added) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < same_axes.size();) {
    if (!Share(same_axes[i].stages, added.stages)) {
      ++i;
    } else if (!first) {
      first = i++;
    } else {
      Absorb(same_axes[*first], std::move(same_axes[i]));
      same_axes.erase(same_axes.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  if (first) {
    Absorb(same_axes[*first], std::move(added));
  } else {
    same_axes.push_back(std::move(added));
  }
}

std::vector<ResultModel> Merge(std::vector<ResultModel> models) {
  std::vector<std::vector<ResultModel>> by_axes;
  std::map<Axes, std::size_t> positions;
  for (ResultModel& model : models) {
    const auto [entry, is_new] = positions.try_emplace(model.axes, by_axes.size());
    if (is_new) by_axes.emplace_back();
    AddTo(by_axes[entry->second], std::move(model));
  }
  std::vector<ResultModel> merged;
  for (std::vector<ResultModel>& same_axes : by_axes) {
    for (ResultModel& model : same_axes) merged.push_back(std::move(model));
  }
  return merged;
}

void FindMissingSeeds(const SweepsById& sweeps, std::vector<ResultModel>& models) {
  std::map<OfSweep, Seeds> wanted;
  for (const auto& [id, sweep] : sweeps) {
    for (const v1::Point& point : sweep.points()) {
      Place place = PlaceOf(point.coordinates());
      wanted[OfSweep(id, std::move(place.axes))].insert(std::move(place.seed));
    }
  }
  for (ResultModel& model : models) {
    for (const std::string& sweep : model.sweeps) {
      const auto seeds = wanted.find(OfSweep(sweep, model.axes));
      if (seeds == wanted.end()) continue;
      for (const std::string& seed : seeds->second) {
        if (!model.seeds.contains(seed)) model.missing_seeds.insert(seed);
      }
    }
  }
}

}  // namespace

std::string ResultModel::axis(const std::string& name) const {
  const auto value = axes.find(name);
  return value == axes.end() ? std::string() : value->second;
}

bool ResultModel::full() const { return axis("method").empty() || axis("method") == "none"; }

std::vector<ResultModel> CollectModels(const std::vector<v1::ResultRow>& rows, const SweepsById& sweeps) {
  std::vector<ResultModel> models = Merge(ModelsOfEachSweep(rows));
  FindMissingSeeds(sweeps, models);
  std::stable_partition(models.begin(), models.end(), [](const ResultModel& model) { return model.full(); });
  return models;
}

}  // namespace srnet::cli
