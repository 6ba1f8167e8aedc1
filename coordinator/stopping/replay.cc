#include "coordinator/stopping/replay.h"

#include <optional>
#include <utility>

#include "coordinator/stopping/domination.h"

namespace srnet::stopping {
namespace {

std::optional<double> ValueAt(const Curve& curve, std::int64_t step) {
  std::optional<double> value;
  for (const auto& [at, seen] : curve) {
    if (at > step) break;
    value = seen;
  }
  return value;
}

std::int64_t StepAt(const Run& run, int look) { return run.steps * look / (kLooks + 1); }

// What is known at that look. Seeds that lack an objective are left out.
Standing StandingAt(const Model& model, int look) {
  Standing standing;
  standing.sparsity = model.sparsity;
  for (const Run& run : model.runs) {
    std::vector<double> values;
    for (const Curve& curve : run.curves) {
      if (const auto value = ValueAt(curve, StepAt(run, look))) values.push_back(*value);
    }
    if (!values.empty() && values.size() == run.curves.size()) standing.seeds[run.seed] = std::move(values);
  }
  return standing;
}

std::vector<double> MeanResults(const Model& model) {
  std::vector<double> means;
  for (const Run& run : model.runs) {
    means.resize(run.results.size());
    for (std::size_t i = 0; i < means.size(); ++i)
      means[i] += run.results[i] / static_cast<double>(model.runs.size());
  }
  return means;
}

// As sparse and as good in everything, and more so in something.
bool Dominates(double sparsity, const std::vector<double>& means, double other_sparsity,
               const std::vector<double>& other_means) {
  bool is_better = sparsity > other_sparsity;
  if (sparsity < other_sparsity) return false;
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (means[i] < other_means[i]) return false;
    is_better |= means[i] > other_means[i];
  }
  return is_better;
}

std::vector<std::size_t> FrontOf(const std::vector<Model>& models) {
  std::vector<std::vector<double>> means;
  for (const Model& model : models) means.push_back(MeanResults(model));
  std::vector<std::size_t> front;
  for (std::size_t i = 0; i < models.size(); ++i) {
    bool is_dominated = means[i].empty();
    for (std::size_t k = 0; k < models.size() && !is_dominated; ++k) {
      is_dominated =
          !means[k].empty() && Dominates(models[k].sparsity, means[k], models[i].sparsity, means[i]);
    }
    if (!is_dominated) front.push_back(i);
  }
  return front;
}

Stop StopOf(const std::vector<Model>& models, std::size_t model, std::size_t by, int look) {
  Stop stop{.model = model, .by = by, .share = static_cast<double>(look) / (kLooks + 1), .saved_steps = 0};
  for (const Run& run : models[model].runs) stop.saved_steps += run.steps - StepAt(run, look);
  return stop;
}

}  // namespace

Replay ReplayStopping(const std::vector<Model>& models, double confidence) {
  Replay replay;
  replay.front = FrontOf(models);
  for (const Model& model : models) {
    for (const Run& run : model.runs) replay.steps += model.is_shared ? 0 : run.steps;
  }
  std::vector<bool> is_stopped(models.size(), false);
  for (int look = 1; look <= kLooks; ++look) {
    std::vector<Standing> standings;
    // A model that was stopped has no numbers from then on, and stops no other.
    for (std::size_t i = 0; i < models.size(); ++i)
      standings.push_back(is_stopped[i] ? Standing() : StandingAt(models[i], look));
    for (const Domination& domination : FindDominated(standings, (1 - confidence) / kLooks)) {
      if (models[domination.dominated].is_shared) continue;
      is_stopped[domination.dominated] = true;
      replay.stops.push_back(StopOf(models, domination.dominated, domination.by, look));
      replay.saved_steps += replay.stops.back().saved_steps;
    }
  }
  return replay;
}

}  // namespace srnet::stopping
