// The models that results are of, each with its number for every seed.
//
// A model is a point without its seed. Points of several sweeps are one model only if they share a stage: the
// coordinates alone do not tell, because recipes may differ in what is no axis, such as the learning rate. A
// number counts once for each stage, however many sweeps and points it answers.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/result_query.h"

namespace srnet::results {

// What a number is of. `group` is empty for the whole set.
struct MetricName {
  std::string set;
  std::string metric;
  std::string group;
  auto operator<=>(const MetricName&) const = default;
};

struct Run {
  std::int64_t seed = 0;
  double value = 0;
};

struct Model {
  storage::Coordinates coordinates;      // Without the seed.
  std::vector<storage::SweepId> sweeps;  // In the order of the rows.
  std::set<std::int64_t> wanted_seeds;   // Of its points in these sweeps, as far as the filter takes them.
  std::map<MetricName, std::map<storage::StageKey, Run>> runs;

  // The value on that axis, "" without one.
  std::string_view At(std::string_view axis) const;

  // Seeds that a sweep asks for and that have no such number yet, rising.
  std::vector<std::int64_t> MissingSeeds(const MetricName& of) const;
};

// In the order of the rows, models of the same coordinates together. The wanted seeds are those of the rows.
std::vector<Model> CollectModels(const std::vector<storage::ResultRow>& rows);

// Reads the models of all rows that match, with the seeds that their sweeps ask for, from one state of the
// database. Holds every matching row in memory. The codes of storage::QueryResults.
StatusOr<std::vector<Model>> ReadModels(sqlite::Connection& connection, const storage::ResultFilter& filter);

// The value on that axis, "" without one.
std::string_view ValueAt(const storage::Coordinates& coordinates, std::string_view axis);

}  // namespace srnet::results
