// What early stopping would have done to models that were trained to their end.
//
// All trainings are looked at side by side after each tenth of their steps, whatever their order was: a model
// is compared with others at the same share of their training, never with what they became. One that is
// dominated with confidence (domination.h) is stopped there, with all its seeds. A training that others read
// is never stopped, but stops others. `confidence` holds for a model over all looks together (Bonferroni).
// Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace srnet::stopping {

inline constexpr int kLooks = 9;  // After 1/10, ..., 9/10 of the steps.

using Curve = std::vector<std::pair<std::int64_t, double>>;  // Values by rising step.

// One seed of a model.
struct Run {
  std::int64_t seed = 0;
  std::int64_t steps = 0;       // Of its training; 0: it has none that can be compared.
  std::vector<Curve> curves;    // One for each objective, larger is better.
  std::vector<double> results;  // The same at its end.
};

struct Model {
  double sparsity = 0;
  bool is_shared = false;  // Something else reads its training.
  std::vector<Run> runs;
};

struct Stop {
  std::size_t model = 0;  // Positions among the models.
  std::size_t by = 0;
  double share = 0;  // Of its training that was run.
  std::int64_t saved_steps = 0;
};

struct Replay {
  std::vector<Stop> stops;         // In the order in which they come.
  std::vector<std::size_t> front;  // Models that no other dominates by the means of their results, rising.
  std::int64_t steps = 0;          // Of all trainings that could have been stopped.
  std::int64_t saved_steps = 0;
};

// All models have the same objectives. `confidence` is between 0 and 1.
Replay ReplayStopping(const std::vector<Model>& models, double confidence);

}  // namespace srnet::stopping
