#include "coordinator/planning/forecast.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <utility>

#include "common/stage/kind.h"

namespace srnet::planning {
namespace {

using KindAndModel = std::pair<std::string, Digest>;

double SecondsOf(const PlannedStage& stage, const Measurement& measured) {
  if (stage.examples > 0 && measured.examples > 0)
    return measured.seconds / static_cast<double>(measured.examples) * static_cast<double>(stage.examples);
  return measured.seconds / static_cast<double>(measured.runs);
}

// Seconds of every stage, 0 for what is done or unmeasured; the rest of the forecast is filled in.
std::vector<double> Durations(const Plan& plan, const std::vector<bool>& done,
                              std::span<const Measurement> measurements, Forecast& forecast) {
  std::map<KindAndModel, const Measurement*> by_name;
  for (const Measurement& measured : measurements) {
    if (measured.runs > 0) by_name[{measured.kind, measured.model}] = &measured;
  }
  std::map<std::string, std::int64_t> unmeasured;
  std::vector<double> durations(plan.stages.size(), 0);
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    if (done[i]) continue;
    const std::string kind(stage::Kinds()[plan.stages[i].kind].name);
    const auto measured = by_name.find({kind, plan.stages[i].model});
    if (measured == by_name.end()) {
      ++unmeasured[kind];
      continue;
    }
    durations[i] = SecondsOf(plan.stages[i], *measured->second);
    forecast.seconds += durations[i];
    forecast.bytes += measured->second->bytes / measured->second->runs;
  }
  for (const auto& [kind, stages] : unmeasured) forecast.unmeasured.push_back({kind, stages});
  return durations;
}

// From the start of each stage to the end of the last that needs it.
std::vector<double> RemainingPaths(const Plan& plan, const std::vector<double>& durations) {
  std::vector<double> after(plan.stages.size(), 0);
  for (std::size_t i = plan.stages.size(); i-- > 0;) {
    after[i] += durations[i];
    for (const PlannedInput& input : plan.InputsOf(plan.stages[i]))
      after[input.stage] = std::max(after[input.stage], after[i]);
  }
  return after;
}

// Plays the schedule: whenever a slot is free, the ready stage with the longest remaining path starts.
class Play {
 public:
  Play(const Plan& plan, const std::vector<bool>& done, const std::vector<double>& durations,
       const std::vector<double>& paths)
      : durations_(durations), paths_(paths), readers_(plan.stages.size()), unmet_(plan.stages.size(), 0) {
    for (std::uint32_t i = 0; i < plan.stages.size(); ++i) {
      if (done[i]) continue;
      for (const PlannedInput& input : plan.InputsOf(plan.stages[i])) {
        if (done[input.stage]) continue;
        readers_[input.stage].push_back(i);
        ++unmet_[i];
      }
      if (unmet_[i] == 0) ready_.emplace(paths_[i], i);
    }
  }

  double Makespan(std::int64_t slots) {
    double now = 0;
    while (!ready_.empty() || !running_.empty()) {
      while (!ready_.empty() && static_cast<std::int64_t>(running_.size()) < slots) Start(now);
      now = running_.top().first;
      const std::uint32_t ended = running_.top().second;
      running_.pop();
      for (const std::uint32_t reader : readers_[ended]) {
        if (--unmet_[reader] == 0) ready_.emplace(paths_[reader], reader);
      }
    }
    return now;
  }

 private:
  using Timed = std::pair<double, std::uint32_t>;

  void Start(double now) {
    const std::uint32_t stage = ready_.top().second;
    ready_.pop();
    running_.emplace(now + durations_[stage], stage);
  }

  const std::vector<double>& durations_;
  const std::vector<double>& paths_;
  std::vector<std::vector<std::uint32_t>> readers_;
  std::vector<std::uint32_t> unmet_;
  std::priority_queue<Timed> ready_;
  std::priority_queue<Timed, std::vector<Timed>, std::greater<>> running_;
};

}  // namespace

Forecast MakeForecast(const Plan& plan, const std::vector<bool>& done,
                      std::span<const Measurement> measurements, std::int64_t slots) {
  Forecast forecast;
  const std::vector<double> durations = Durations(plan, done, measurements, forecast);
  const std::vector<double> paths = RemainingPaths(plan, durations);
  for (const double path : paths)
    forecast.critical_path_seconds = std::max(forecast.critical_path_seconds, path);
  forecast.makespan_seconds = Play(plan, done, durations, paths).Makespan(slots);
  return forecast;
}

}  // namespace srnet::planning
