// From result rows to models: what is one model with several seeds, and what only looks like one.
//
// A model is a point without its seed. Points of several sweeps are one model only if they share a stage: the
// axes alone do not tell, because recipes may differ in what is no axis, such as the learning rate. A number
// counts once for each stage, however many sweeps and points it answers. Pure.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "srnet/v1/result_service.pb.h"
#include "srnet/v1/sweep_service.pb.h"

namespace srnet::cli {

using Axes = std::map<std::string, std::string>;  // Without "seed".

// Orders seeds as numbers.
struct BySeed {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};
using Seeds = std::set<std::string, BySeed>;

struct SetMetric {
  std::string set;
  std::string metric;
  auto operator<=>(const SetMetric&) const = default;
};

struct ResultModel {
  Axes axes;
  std::vector<std::string> sweeps;  // Ids, as first seen.
  std::set<std::string> stages;     // Keys; one for each run that counts.
  Seeds seeds;                      // That have numbers.
  Seeds missing_seeds;              // That the sweeps ask for and that have none yet.
  std::map<SetMetric, std::map<std::string, double>> values;  // By what they are of, then by stage.

  // The value of that axis, "" without one.
  std::string axis(const std::string& name) const;
  bool full() const;  // Not pruned.
};

// Sweeps with their points, by id. May lack some: then seeds without numbers are not known to be missing.
using SweepsById = std::map<std::string, v1::GetSweepResponse>;

// Takes the rows of whole sets. Full models come first, then in the order of the rows, those of the same axes
// together.
std::vector<ResultModel> CollectModels(const std::vector<v1::ResultRow>& rows, const SweepsById& sweeps);

}  // namespace srnet::cli
