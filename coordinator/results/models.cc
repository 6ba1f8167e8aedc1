#include "coordinator/results/models.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "storage/sqlite/transaction.h"
#include "storage/stores/sweep_store.h"

namespace srnet::results {
namespace {

using storage::Coordinates;
using storage::ResultRow;
using storage::SweepId;

constexpr std::int64_t kPage = 10'000;

struct PlaceWithSeed {
  Coordinates coordinates;
  std::int64_t seed = 0;
};

// A point without a seed, which no plan makes, counts as seed 0.
PlaceWithSeed PlaceOf(const Coordinates& coordinates) {
  PlaceWithSeed place;
  for (const auto& [axis, value] : coordinates) {
    if (axis == "seed") {
      std::from_chars(value.data(), value.data() + value.size(), place.seed);
    } else {
      place.coordinates.emplace_back(axis, value);
    }
  }
  return place;
}

std::set<storage::StageKey> StagesOf(const Model& model) {
  std::set<storage::StageKey> stages;
  for (const auto& [of, runs] : model.runs) {
    for (const auto& [stage, run] : runs) stages.insert(stage);
  }
  return stages;
}

// The models of one sweep: within a sweep the coordinates do tell.
using OfSweep = std::pair<SweepId, Coordinates>;

std::vector<Model> ModelsOfEachSweep(const std::vector<ResultRow>& rows) {
  std::vector<Model> models;
  std::map<OfSweep, std::size_t> positions;
  for (const ResultRow& row : rows) {
    PlaceWithSeed place = PlaceOf(row.coordinates);
    const auto [entry, is_new] =
        positions.try_emplace(OfSweep(row.sweep, std::move(place.coordinates)), models.size());
    if (is_new) {
      Model& model = models.emplace_back();
      model.coordinates = entry->first.second;
      model.sweeps = {row.sweep};
    }
    Model& model = models[entry->second];
    model.wanted_seeds.insert(place.seed);
    model.runs[{row.set, row.metric, row.group}][row.stage] = {place.seed, row.value};
  }
  return models;
}

void Absorb(Model& model, Model other) {
  for (SweepId& sweep : other.sweeps) {
    if (std::find(model.sweeps.begin(), model.sweeps.end(), sweep) == model.sweeps.end()) {
      model.sweeps.push_back(std::move(sweep));
    }
  }
  model.wanted_seeds.merge(other.wanted_seeds);
  for (auto& [of, runs] : other.runs) model.runs[of].merge(runs);
}

// Models of the same coordinates, with the stages of each.
struct Alike {
  std::vector<Model> models;
  std::vector<std::set<storage::StageKey>> stages;

  // It may turn out that two of those at hand are one.
  void Add(Model added) {
    std::set<storage::StageKey> of_added = StagesOf(added);
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < models.size();) {
      const bool shared = std::any_of(of_added.begin(), of_added.end(),
                                      [&](const storage::StageKey& key) { return stages[i].contains(key); });
      if (!shared) {
        ++i;
      } else if (!first) {
        first = i++;
      } else {
        Absorb(models[*first], std::move(models[i]));
        stages[*first].merge(stages[i]);
        models.erase(std::next(models.begin(), static_cast<std::ptrdiff_t>(i)));
        stages.erase(std::next(stages.begin(), static_cast<std::ptrdiff_t>(i)));
      }
    }
    if (first) {
      Absorb(models[*first], std::move(added));
      stages[*first].merge(of_added);
    } else {
      models.push_back(std::move(added));
      stages.push_back(std::move(of_added));
    }
  }
};

bool Matches(const Coordinates& coordinates, const Coordinates& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& pair) {
    return std::find(coordinates.begin(), coordinates.end(), pair) != coordinates.end();
  });
}

Status AddWantedSeeds(sqlite::Connection& connection, const storage::ResultFilter& filter,
                      std::vector<Model>& models) {
  std::map<OfSweep, Model*> places;
  std::set<SweepId> sweeps;
  for (Model& model : models) {
    for (const SweepId& sweep : model.sweeps) {
      places[{sweep, model.coordinates}] = &model;
      sweeps.insert(sweep);
    }
  }
  for (const SweepId& sweep : sweeps) {
    std::int64_t first = 0;
    while (true) {
      SRNET_ASSIGN_OR_RETURN(const auto points, storage::ListPoints(connection, sweep, first, kPage));
      for (const storage::PointRecord& point : points) {
        const bool is_asked_for = Matches(point.coordinates, filter.coordinates) &&
                                  storage::HoldsAt(filter.condition, point.coordinates).value_or(true);
        if (!is_asked_for) continue;
        PlaceWithSeed place = PlaceOf(point.coordinates);
        const auto model = places.find({sweep, std::move(place.coordinates)});
        if (model != places.end()) model->second->wanted_seeds.insert(place.seed);
      }
      first += static_cast<std::int64_t>(points.size());
      if (static_cast<std::int64_t>(points.size()) < kPage) break;
    }
  }
  return Status();
}

}  // namespace

std::string_view ValueAt(const Coordinates& coordinates, std::string_view axis) {
  const auto found = std::find_if(coordinates.begin(), coordinates.end(),
                                  [&](const auto& coordinate) { return coordinate.first == axis; });
  return found == coordinates.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view Model::At(std::string_view axis) const { return ValueAt(coordinates, axis); }

std::vector<std::int64_t> Model::MissingSeeds(const MetricName& of) const {
  std::set<std::int64_t> there;
  if (const auto found = runs.find(of); found != runs.end()) {
    for (const auto& [stage, run] : found->second) there.insert(run.seed);
  }
  std::vector<std::int64_t> missing;
  std::set_difference(wanted_seeds.begin(), wanted_seeds.end(), there.begin(), there.end(),
                      std::back_inserter(missing));
  return missing;
}

std::vector<Model> CollectModels(const std::vector<ResultRow>& rows) {
  std::vector<Alike> by_coordinates;
  std::map<Coordinates, std::size_t> positions;
  for (Model& model : ModelsOfEachSweep(rows)) {
    const auto [entry, is_new] = positions.try_emplace(model.coordinates, by_coordinates.size());
    if (is_new) by_coordinates.emplace_back();
    by_coordinates[entry->second].Add(std::move(model));
  }
  std::vector<Model> models;
  for (Alike& alike : by_coordinates) {
    std::move(alike.models.begin(), alike.models.end(), std::back_inserter(models));
  }
  return models;
}

StatusOr<std::vector<Model>> ReadModels(sqlite::Connection& connection, const storage::ResultFilter& filter) {
  SRNET_ASSIGN_OR_RETURN(const auto snapshot, sqlite::ReadSnapshot::Begin(connection));
  std::vector<ResultRow> rows;
  std::string next_page;
  do {
    SRNET_ASSIGN_OR_RETURN(
        storage::ResultPage page,
        storage::QueryResults(connection, filter, storage::ResultOrder::kPoint, kPage, next_page));
    std::move(page.rows.begin(), page.rows.end(), std::back_inserter(rows));
    next_page = std::move(page.next_page);
  } while (!next_page.empty());
  std::vector<Model> models = CollectModels(rows);
  if (!storage::JudgesRuns(filter.condition)) {
    SRNET_RETURN_IF_ERROR(AddWantedSeeds(connection, filter, models));
  }
  return models;
}

}  // namespace srnet::results
