#include "tests/coordinator/support/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "common/status/status.h"
#include "coordinator/core/cancellation.h"
#include "coordinator/core/restore.h"
#include "coordinator/core/retry.h"
#include "coordinator/leases/admission.h"
#include "coordinator/leases/commit.h"
#include "coordinator/leases/expiry.h"
#include "coordinator/leases/restore.h"
#include "coordinator/leases/wanted.h"
#include "coordinator/leases/worker_session.h"
#include "coordinator/scheduling/assign.h"
#include "coordinator/scheduling/explain.h"

namespace srnet::testing {

Digest KeyOf(const std::string& name) {
  SRNET_CHECK(name.size() < Digest::kBytes);
  Digest::Bytes bytes{};
  std::copy(name.begin(), name.end(), bytes.begin());
  return Digest(bytes);
}

S S::Reads(std::vector<std::string> names) && {
  inputs = std::move(names);
  return std::move(*this);
}

S S::Cost(std::uint32_t cost) && {
  stage.cost = cost;
  return std::move(*this);
}

S S::From(std::string start_model) && {
  stage.start_model = std::move(start_model);
  return std::move(*this);
}

S S::Recorded(core::StageState state) && {
  stage.recorded = state;
  return std::move(*this);
}

World::~World() {
  for (const core::Effect& effect : effects_) ADD_FAILURE() << "also emitted: " << Text(effect);
}

core::NewSweep World::Describe(const std::string& sweep, const std::vector<S>& stages,
                               const SweepOptions& options) {
  core::NewSweep described{
      .id = sweep, .owner = options.owner, .priority = options.priority, .execution = options.execution};
  described.recorded = options.recorded;
  for (const S& s : stages) {
    core::NewStage stage = s.stage;
    stage.key = KeyOf(s.name);
    stage.kind = "finetune";
    for (const std::string& input : s.inputs) {
      const auto found =
          std::find_if(stages.begin(), stages.end(), [&](const S& other) { return other.name == input; });
      stage.inputs.push_back(static_cast<std::uint32_t>(found - stages.begin()));
    }
    described.stages.push_back(stage);
  }
  return described;
}

void World::Submit(const std::string& sweep, const std::vector<S>& stages, const SweepOptions& options) {
  core::AddSweep(state, Describe(sweep, stages, options), now, effects_);
}

void World::Restore(const std::string& sweep, const std::vector<S>& stages, const SweepOptions& options) {
  core::RestoreSweep(state, Describe(sweep, stages, options));
}

void World::CompleteRestore() { core::CompleteRestore(state, now, effects_); }

bool World::RestoreLease(const std::string& stage, std::uint64_t token, const std::string& worker,
                         bool running) {
  return leases::RestoreLease(state,
                              {.stage_key = KeyOf(stage),
                               .token = {token},
                               .worker_id = worker,
                               .started = running ? std::optional(now) : std::nullopt},
                              now, effects_);
}

void World::Cancel(const std::string& sweep) { core::CancelSweep(state, FindSweep(sweep), effects_); }

std::int64_t World::Retry(const std::string& sweep) {
  return core::Retry(state, FindSweep(sweep), now, effects_);
}

void World::Connect(const std::string& worker, std::int32_t slots, std::int32_t prefetch,
                    const core::Labels& labels) {
  leases::WorkerConnected(state, {.id = worker, .slots = slots, .prefetch = prefetch, .labels = labels}, now);
  Report(worker, {});
}

void World::Disconnect(const std::string& worker) { leases::WorkerGone(state, FindWorker(worker)); }

void World::Admit(const std::string& worker, core::Admission admission) {
  leases::SetAdmission(state, FindWorker(worker), admission, now, effects_);
}

void World::Assign() { scheduling::AssignWork(state, effects_); }

void World::Durable(const std::string& stage, std::uint64_t token) {
  leases::GrantDurable(state, Find(stage), {token}, now, effects_);
}

void World::GrantFailed(const std::string& stage) { leases::GrantFailed(state, Find(stage), now, effects_); }

void World::GrantRefused(const std::string& stage, const std::string& reason) {
  leases::GrantRefused(state, Find(stage), reason, now, effects_);
}

void World::Report(const std::string& worker, const std::vector<leases::AttemptReport>& attempts,
                   bool draining) {
  leases::ApplyReport(state, FindWorker(worker), {.draining = draining, .attempts = attempts}, now, effects_);
}

void World::Accepted(const std::string& stage, std::uint64_t token) {
  leases::ResultAccepted(state, Find(stage), {token}, effects_);
}

void World::Incomplete(const std::string& stage, std::uint64_t token) {
  leases::ResultIncomplete(state, Find(stage), {token}, now, effects_);
}

void World::Refused(const std::string& stage, std::uint64_t token, const std::string& reason) {
  leases::ResultRefused(state, Find(stage), {token}, core::FailureClass::kCrashed, reason, now, effects_);
}

void World::Pass(core::Duration time) {
  now += time;
  leases::Tick(state, now, effects_);
}

void World::Run(const std::string& stage, std::uint64_t token, const std::string& worker) {
  Assign();
  Durable(stage, token);
  Report(worker, {Running(stage, token)});
}

void World::Finish(const std::string& stage, std::uint64_t token, const std::string& worker) {
  Run(stage, token, worker);
  Report(worker, {Succeeded(stage, token)});
  Accepted(stage, token);
}

core::StageIndex World::Find(const std::string& stage) const {
  const auto found = core::FindStage(state, KeyOf(stage));
  SRNET_CHECK(found.has_value());
  return *found;
}

core::SweepIndex World::FindSweep(const std::string& sweep) const {
  const auto found = core::FindSweep(state, sweep);
  SRNET_CHECK(found.has_value());
  return *found;
}

core::WorkerIndex World::FindWorker(const std::string& worker) const {
  const auto found = core::FindWorker(state, worker);
  SRNET_CHECK(found.has_value());
  return *found;
}

core::StageState World::StateOf(const std::string& stage) const { return state[Find(stage)].state; }
core::SweepState World::SweepStateOf(const std::string& sweep) const { return state[FindSweep(sweep)].state; }

std::vector<std::string> World::Wanted(const std::string& worker) const {
  std::vector<std::string> wanted;
  for (const auto& attempt : leases::Wanted(state, FindWorker(worker))) {
    wanted.push_back(fmt::format("{} #{}", NameOf(attempt.stage), attempt.token.value));
  }
  return wanted;
}

std::vector<std::string> World::Explain(const std::string& stage) const {
  return scheduling::Explain(state, Find(stage), now);
}

std::string World::NameOf(core::StageIndex stage) const {
  const Digest::Bytes& bytes = state[stage].key.bytes();
  return {bytes.begin(), std::find(bytes.begin(), bytes.end(), 0)};
}

std::vector<std::string> World::TakeAll() {
  std::vector<std::string> texts;
  for (const core::Effect& effect : effects_) texts.push_back(Text(effect));
  effects_.clear();
  return texts;
}

std::vector<std::string> World::Take() {
  std::erase_if(effects_,
                [](const core::Effect& effect) { return std::holds_alternative<core::NotifyStage>(effect); });
  return TakeAll();
}

namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

std::string_view EndName(core::AttemptEnd end) {
  if (end == core::AttemptEnd::kFailed) return "failed";
  return end == core::AttemptEnd::kLost ? "lost" : "cancelled";
}

// " crashed: it broke" or nothing.
std::string Cause(core::FailureClass failure_class, const std::string& message) {
  std::string text;
  if (failure_class != core::FailureClass::kNone) text += fmt::format(" {}", core::Name(failure_class));
  if (!message.empty()) text += ": " + message;
  return text;
}

std::string Counters(const core::PersistStage& effect) {
  std::string text;
  if (effect.crashes > 0) text += fmt::format(" crashes={}", effect.crashes);
  if (effect.memory_class > 0) text += fmt::format(" memory={}", effect.memory_class);
  return text;
}

leases::AttemptReport MakeReport(const std::string& stage, std::uint64_t token, leases::AttemptState state) {
  leases::AttemptReport report;
  report.stage_key = KeyOf(stage);
  report.token = {token};
  report.state = state;
  return report;
}

}  // namespace

std::string World::Text(const core::Effect& effect) const {
  return std::visit(
      Overloaded{
          [&](const core::PersistGrant& e) {
            const std::string memory = e.memory_class > 0 ? fmt::format(" memory={}", e.memory_class) : "";
            return fmt::format("grant {} to {}{}", NameOf(e.stage), state[e.worker].id, memory);
          },
          [&](const core::PersistStart& e) {
            return fmt::format("start {} #{}", NameOf(e.stage), e.token.value);
          },
          [&](const core::AcceptResult& e) {
            return fmt::format("accept {} #{} from {}", NameOf(e.stage), e.token.value, state[e.worker].id);
          },
          [&](const core::CloseAttempt& e) {
            return fmt::format("close {} #{} {}{}", NameOf(e.stage), e.token.value, EndName(e.end),
                               Cause(e.failure_class, e.message));
          },
          [&](const core::PersistStage& e) {
            return fmt::format("stage {} {}{}{}", NameOf(e.stage), core::Name(e.state), Counters(e),
                               Cause(e.failure_class, e.message));
          },
          [&](const core::PersistSweep& e) {
            return fmt::format("sweep {} {}", state[e.sweep].id, core::Name(e.state));
          },
          [&](const core::NotifyStage& e) { return fmt::format("notify {}", NameOf(e.stage)); },
          [&](const core::WantedChanged& e) { return fmt::format("wanted {}", state[e.worker].id); },
      },
      effect);
}

leases::AttemptReport Queued(const std::string& stage, std::uint64_t token) {
  return MakeReport(stage, token, leases::AttemptState::kQueued);
}
leases::AttemptReport Running(const std::string& stage, std::uint64_t token) {
  return MakeReport(stage, token, leases::AttemptState::kRunning);
}
leases::AttemptReport Succeeded(const std::string& stage, std::uint64_t token) {
  return MakeReport(stage, token, leases::AttemptState::kSucceeded);
}
leases::AttemptReport Failed(const std::string& stage, std::uint64_t token, core::FailureClass failure_class,
                             const std::string& message) {
  leases::AttemptReport report = MakeReport(stage, token, leases::AttemptState::kFailed);
  report.failure_class = failure_class;
  report.failure_message = message;
  return report;
}

}  // namespace srnet::testing
