// Trainings that are too short for what their recipe asks of them, told in one notice per cause. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace srnet::planning {

struct ShortTraining {
  enum class Cause {
    kWarmup,     // It ends before the learning rate has reached its peak.
    kEvaluation  // It ends before the first evaluation, so only its last step is evaluated.
  };
  Cause cause;
  std::string task;  // As the data set is called.
  std::string kind;  // "finetune", ...
  std::string loss;
  std::int64_t steps = 0;
  std::int64_t wanted = 0;  // The warm-up, or the interval between evaluations, in steps.
};

// At most one notice for each cause; trainings that differ in the loss alone are named together.
std::vector<std::string> NoticesOf(const std::vector<ShortTraining>& trainings);

}  // namespace srnet::planning
