#include "coordinator/planning/short_training.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace srnet::planning {
namespace {

using Cause = ShortTraining::Cause;

// Trainings that differ in the loss alone.
struct Group {
  ShortTraining training;
  std::vector<std::string> losses;
};

bool DifferInLossAlone(const ShortTraining& a, const ShortTraining& b) {
  return a.task == b.task && a.kind == b.kind && a.steps == b.steps && a.wanted == b.wanted &&
         a.reach == b.reach && a.half_gap == b.half_gap;
}

// What there is of it, and what was wanted.
std::string Measure(const ShortTraining& training) {
  if (training.cause != Cause::kReach)
    return fmt::format("{} steps, not {}", training.steps, training.wanted);
  return fmt::format("{:.2g}, not {:.2g}", training.reach, training.half_gap);
}

std::vector<Group> GroupsOf(const std::vector<ShortTraining>& trainings, Cause cause) {
  std::vector<Group> groups;
  for (const ShortTraining& training : trainings) {
    if (training.cause != cause) continue;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return DifferInLossAlone(group.training, training);
    });
    Group& group = same != groups.end() ? *same : groups.emplace_back(Group{training, {}});
    group.losses.push_back(training.loss);
  }
  return groups;
}

void AddNotice(const std::vector<ShortTraining>& trainings, Cause cause, std::string_view what,
               std::vector<std::string>& notices) {
  std::vector<std::string> named;
  for (const Group& group : GroupsOf(trainings, cause)) {
    const ShortTraining& training = group.training;
    named.push_back(fmt::format("{} {} {} ({})", training.task, training.kind, fmt::join(group.losses, ", "),
                                Measure(training)));
  }
  if (!named.empty()) notices.push_back(fmt::format("{}: {}", what, fmt::join(named, "; ")));
}

}  // namespace

double SumOfRates(const stage::Optimisation& optimisation, std::int64_t total_steps) {
  const auto total = static_cast<double>(total_steps);
  const auto warmup = static_cast<double>(optimisation.warmup_steps);
  const double rising = std::min(warmup, total);
  double peaks = 0;  // The sum, in units of the peak.
  if (warmup > 0) peaks += rising * (rising - 1) / 2 / warmup;
  if (total > warmup) peaks += (total - warmup + 1) / 2;
  return peaks * optimisation.learning_rate;
}

std::vector<std::string> NoticesOf(const std::vector<ShortTraining>& trainings) {
  std::vector<std::string> notices;
  AddNotice(trainings, Cause::kWarmup,
            "shorter than its warm-up, so the learning rate never reaches its peak (a fraction such as "
            "\"warmup: 10%\" in overrides follows the data)",
            notices);
  AddNotice(trainings, Cause::kEvaluation,
            "shorter than the interval between evaluations, so only the last step is evaluated", notices);
  AddNotice(
      trainings, Cause::kReach,
      "learning rates that add up to less than half the gap between kept and pruned scores, so the masks "
      "are those of the magnitudes (raise learning_rate or epochs under mask or oracle in overrides)",
      notices);
  return notices;
}

}  // namespace srnet::planning
