// Trainings that are too short for what their recipe asks of them, told in one notice per cause. Pure.
//
// A hard mask keeps the entries whose scores are above a threshold, and starts with two levels of scores: 0
// for the pruned ones, kept_score_factor * threshold for the others. The optimiser moves a score by no more
// than about a learning rate a step, so until the rates add up to half the gap the mask is that of the
// magnitudes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/stage/work.h"

namespace srnet::planning {

struct ShortTraining {
  enum class Cause {
    kWarmup,      // It ends before the learning rate has reached its peak.
    kEvaluation,  // It ends before the first evaluation, so only its last step is evaluated.
    kReach        // It ends before a score can have crossed half the gap.
  };
  Cause cause;
  std::string task;  // As the data set is called.
  std::string kind;  // "finetune", "oracle mask_train", ...
  std::string loss;
  std::int64_t steps = 0;
  std::int64_t wanted = 0;  // The warm-up, or the interval between evaluations, in steps.
  double reach = 0;         // Of kReach: the sum of the learning rates,
  double half_gap = 0;      // and what it had to be.
  bool operator==(const ShortTraining&) const = default;
};

// The sum of the learning rates of all steps: linear from 0 in the warm-up, then linear to 0.
double SumOfRates(const stage::Optimisation& optimisation, std::int64_t total_steps);

// At most one notice for each cause; trainings that differ in the loss alone are named together.
std::vector<std::string> NoticesOf(const std::vector<ShortTraining>& trainings);

}  // namespace srnet::planning
