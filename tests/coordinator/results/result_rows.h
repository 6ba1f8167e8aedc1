// Result rows as a test writes them: one line of coordinates, and what the row says.
#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/digest/sha256.h"
#include "coordinator/results/models.h"
#include "storage/stores/result_query.h"

namespace srnet::testing {

// "method=mask sparsity=0.5" as coordinates.
inline storage::Coordinates At(const std::string& text) {
  storage::Coordinates coordinates;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    coordinates.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return coordinates;
}

// The accuracy on "dev" of the point with this seed. Its stage is named after all that is given; `recipe`
// tells stages of equal coordinates apart.
struct Accuracy {
  std::string coordinates;
  int seed = 1;
  double value = 0;
  std::string sweep = "sweep";
  std::string set = "dev";
  std::string metric = "accuracy";
  std::string recipe{};
};

inline storage::ResultRow Row(const Accuracy& of) {
  storage::ResultRow row;
  row.sweep = storage::SweepId{of.sweep};
  row.coordinates = At(of.coordinates);
  row.coordinates.emplace_back("seed", std::to_string(of.seed));
  row.stage = {DigestOf(of.coordinates + "/" + std::to_string(of.seed) + "/" + of.recipe)};
  row.set = of.set;
  row.metric = of.metric;
  row.value = of.value;
  return row;
}

inline std::vector<results::Model> ModelsOf(const std::vector<Accuracy>& numbers) {
  std::vector<storage::ResultRow> rows;
  for (const Accuracy& number : numbers) rows.push_back(Row(number));
  return results::CollectModels(rows);
}

}  // namespace srnet::testing
