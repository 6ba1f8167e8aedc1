#include "coordinator/core/allowance.h"

#include <algorithm>
#include <utility>

namespace srnet::core {
namespace {

template <typename Visit>
void ForEachExecution(const State& state, StageIndex stage, const Visit& visit) {
  state.stage_sweeps.ForEach(state[stage].sweeps, [&](SweepIndex sweep) {
    if (state[sweep].state != SweepState::kCancelled) visit(state[sweep].execution);
  });
}

// A number of retries, and whether nobody wrote it, which is the more generous of two equal ones.
using Retries = std::pair<int, bool>;

Retries MostRetries(const State& state, StageIndex stage, std::optional<std::uint8_t> Execution::*written,
                    int usual) {
  std::optional<Retries> most;
  ForEachExecution(state, stage, [&](const Execution& execution) {
    const auto& retries = execution.*written;
    const Retries said = retries ? Retries(*retries, false) : Retries(usual, true);
    most = most ? std::max(*most, said) : said;
  });
  return most.value_or(Retries(usual, true));
}

}  // namespace

CrashRetries CrashRetriesOf(const State& state, StageIndex stage) {
  const auto [most, unwritten] =
      MostRetries(state, stage, &Execution::crash_retries, state.settings.crash_limit - 1);
  return {.most = most, .written = !unwritten};
}

int MemoryRetriesOf(const State& state, StageIndex stage) {
  return MostRetries(state, stage, &Execution::memory_retries, state.settings.memory_retries).first;
}

std::optional<Duration> DeadlineOf(const State& state, StageIndex stage) {
  std::optional<Duration> latest;
  bool unlimited = false;
  ForEachExecution(state, stage, [&](const Execution& execution) {
    if (!execution.deadline) {
      unlimited = true;
    } else {
      latest = std::max(latest.value_or(Duration::zero()), Duration(*execution.deadline));
    }
  });
  return unlimited ? std::nullopt : latest;
}

}  // namespace srnet::core
