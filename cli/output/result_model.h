// The models of an Aggregate answer, each with all its numbers, as the rows of a table want them. Pure.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

using Axes = std::map<std::string, std::string>;  // Without "seed".

struct SetMetric {
  std::string set;
  std::string metric;
  auto operator<=>(const SetMetric&) const = default;
};

struct SeedStatistic {
  double mean = 0;
  std::optional<double> standard_deviation;  // Not of a single run.
};

struct ResultModel {
  Axes axes;
  std::vector<std::string> sweeps;  // Ids.
  std::map<SetMetric, SeedStatistic> values;
  std::int64_t runs = 0;                 // With every number: the fewest of any.
  std::set<std::int64_t> missing_seeds;  // That a sweep asks for and of which a number is missing.

  // The value of that axis, "" without one.
  std::string axis(const std::string& name) const;
  bool full() const;  // Not pruned.
};

// Takes the rows of whole sets. Full models come first, then in the order of the rows.
std::vector<ResultModel> CollectModels(const v1::AggregateResponse& statistics);

}  // namespace srnet::cli
