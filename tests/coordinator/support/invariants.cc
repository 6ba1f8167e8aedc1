#include "tests/coordinator/support/invariants.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace srnet::testing {
namespace {

using core::StageIndex;
using core::StageState;

bool IsAbandoned(const core::State& state, StageIndex stage) {
  const auto lease = state.leases.find(stage);
  return lease != state.leases.end() && lease->second.abandoned;
}

void CheckInputs(const core::State& state, StageIndex index) {
  const core::Stage& stage = state[index];
  const auto inputs = core::InputsOf(state, index);
  const auto unmet = std::count_if(inputs.begin(), inputs.end(),
                                   [&](StageIndex input) { return state[input].state != StageState::kDone; });
  EXPECT_EQ(unmet, stage.unmet_inputs);
  if (stage.state == StageState::kReady || stage.state == StageState::kLeased) {
    EXPECT_EQ(unmet, 0);
  }
  if (stage.state == StageState::kBlocked) {
    EXPECT_GT(unmet, 0);
    EXPECT_FALSE(core::HasFailedInput(state, index));
  }
  if (stage.state == StageState::kSkipped) {
    EXPECT_TRUE(core::HasFailedInput(state, index));
  }
}

void CheckPlace(const core::State& state, StageIndex index) {
  const core::Stage& stage = state[index];
  const bool delayed = state.delayed.contains({stage.retry_at, index});
  const bool leased = state.leases.contains(index);
  EXPECT_EQ(stage.state == StageState::kReady,
            stage.queued || delayed || (IsAbandoned(state, index) && stage.state == StageState::kReady));
  EXPECT_LE(int{stage.queued} + int{delayed} + int{leased}, 1);
  if (stage.state == StageState::kLeased) {
    EXPECT_TRUE(leased && !IsAbandoned(state, index));
  }
  if (leased && !IsAbandoned(state, index)) {
    EXPECT_EQ(stage.state, StageState::kLeased);
  }
  EXPECT_EQ(stage.state == StageState::kFailed, state.failure_messages.contains(index));
  if (state.reservations.contains(index)) {
    EXPECT_EQ(stage.state, StageState::kReady);
    EXPECT_TRUE(state.keepers.contains(index));
  }
}

// What is unfinished is wanted by a sweep that has not ended, so it can progress or be explained.
void CheckWanted(const core::State& state, StageIndex index) {
  if (core::IsFinal(state[index].state)) return;
  const auto lease = state.leases.find(index);
  const bool committing = lease != state.leases.end() && lease->second.phase == core::LeasePhase::kAccepting;
  EXPECT_TRUE(core::IsWanted(state, index) || committing);
}

void CheckSweep(const core::State& state, const core::Sweep& sweep) {
  core::StageCounts counts;
  for (const StageIndex stage : sweep.stages) ++counts[state[stage].state];
  EXPECT_EQ(counts, sweep.counts) << sweep.id;
  if (sweep.state == core::SweepState::kCancelled) return;
  const auto unfinished =
      counts[StageState::kBlocked] + counts[StageState::kReady] + counts[StageState::kLeased];
  EXPECT_EQ(sweep.state == core::SweepState::kActive, unfinished > 0) << sweep.id;
  EXPECT_EQ(sweep.state == core::SweepState::kDone, counts[StageState::kDone] == sweep.stages.size())
      << sweep.id;
  EXPECT_EQ(counts[StageState::kCancelled], 0u) << sweep.id;
}

void CheckLeases(const core::State& state) {
  std::set<std::uint64_t> tokens;
  std::vector<std::uint32_t> leased(state.owners.size());
  for (const auto& [stage, lease] : state.leases) {
    const auto& held = state[lease.worker].held;
    EXPECT_EQ(std::count(held.begin(), held.end(), stage), 1);
    ++leased[core::Position(lease.owner)];
    if (lease.phase != core::LeasePhase::kPersisting) {
      EXPECT_TRUE(tokens.insert(lease.token.value).second);
    }
  }
  for (std::size_t i = 0; i < leased.size(); ++i) {
    const core::Owner& owner = state.owners[i];
    EXPECT_EQ(leased[i], owner.leased);
    EXPECT_LE(owner.leased, owner.quota.value_or(owner.leased)) << owner.name << " has more than the quota";
  }
  std::size_t held = 0;
  for (const core::Worker& worker : state.workers) held += worker.held.size();
  EXPECT_EQ(held, state.leases.size());
}

}  // namespace

void CheckInvariants(const core::State& state) {
  std::size_t queued = 0;
  for (std::size_t i = 0; i < state.stages.size(); ++i) {
    const auto stage = static_cast<StageIndex>(i);
    const bool had_failed = ::testing::Test::HasFailure();
    CheckInputs(state, stage);
    CheckPlace(state, stage);
    CheckWanted(state, stage);
    if (!had_failed && ::testing::Test::HasFailure()) {
      ADD_FAILURE() << "this is about stage " << i << ", " << core::Name(state.stages[i].state);
    }
    queued += state.stages[i].queued ? 1 : 0;
  }
  EXPECT_EQ(queued, state.ready.size());
  for (const core::Sweep& sweep : state.sweeps) CheckSweep(state, sweep);
  CheckLeases(state);
}

}  // namespace srnet::testing
