#include "coordinator/stopping/domination.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "coordinator/statistics/paired.h"

namespace srnet::stopping {
namespace {

// That `rival` is not better than `model` in every objective; nothing where that cannot be told.
std::optional<double> PValue(const Standing& model, const Standing& rival) {
  std::vector<std::vector<double>> differences;  // By objective.
  for (const auto& [seed, values] : model.seeds) {
    const auto other = rival.seeds.find(seed);
    if (other == rival.seeds.end()) continue;
    differences.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) differences[i].push_back(other->second[i] - values[i]);
  }
  if (differences.empty() || differences.front().size() < kLeastSeeds) return std::nullopt;
  // Most rivals are worse in something, and the tests are what takes time.
  const auto is_worse = [](const std::vector<double>& objective) {
    return std::accumulate(objective.begin(), objective.end(), 0.0) <= 0;
  };
  if (std::any_of(differences.begin(), differences.end(), is_worse)) return 1;
  double largest = 0;
  for (const std::vector<double>& objective : differences)
    largest = std::max(largest, statistics::GreaterP(objective));
  return largest;
}

}  // namespace

std::vector<Domination> FindDominated(std::span<const Standing> standings, double error) {
  std::vector<Domination> found;
  for (std::size_t model = 0; model < standings.size(); ++model) {
    Domination best{.dominated = model};
    int rivals = 0;
    for (std::size_t rival = 0; rival < standings.size(); ++rival) {
      if (rival == model || standings[rival].sparsity < standings[model].sparsity) continue;
      const std::optional<double> p = PValue(standings[model], standings[rival]);
      if (!p) continue;
      ++rivals;
      if (*p < best.p) best = {.dominated = model, .by = rival, .p = *p};
    }
    best.p = std::min(1.0, best.p * rivals);
    if (rivals > 0 && best.p <= error) found.push_back(best);
  }
  return found;
}

}  // namespace srnet::stopping
