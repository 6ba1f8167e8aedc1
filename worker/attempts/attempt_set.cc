#include "worker/attempts/attempt_set.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/logging/logger.h"
#include "worker/attempts/run_choice.h"

namespace srnet::attempts {

using trainer_protocol::FailureClass;

namespace {

// Enough for every stage that a worker is likely to get back after a change of plans.
constexpr std::size_t kIdleResumeFolders = 16;

constexpr std::size_t kReportedLog = std::size_t{64} << 10;

// Whoever goes on from its checkpoint would end in the same way again. A success is not enough to give the
// checkpoint up: the coordinator may not have taken the result, and then it is handed in again from there.
bool EndsForGood(const AttemptView& view) {
  return view.phase == Phase::kFailed && (view.failure.failure_class == FailureClass::kDiverged ||
                                          view.failure.failure_class == FailureClass::kBadInput);
}

}  // namespace

AttemptSet::AttemptSet(AttemptContext context, int slots, std::function<void()> on_change)
    : context_(std::move(context)),
      slots_(slots),
      on_change_(std::move(on_change)),
      logs_(context_.transfers, context_.layout.logs(), [this] { Changed(); }) {}

AttemptSet::~AttemptSet() = default;

std::vector<const AttemptView*> AttemptSet::Held() const {
  std::vector<const AttemptView*> held;
  for (const auto& [id, entry] : entries_) {
    if (!entry.dropped) held.push_back(&entry.attempt->view());
  }
  return held;
}

bool AttemptSet::IsEnding(const AttemptId& id) const {
  const auto entry = entries_.find(id);
  return entry != entries_.end() && entry->second.dropped;
}

void AttemptSet::Start(const Grant& grant) {
  SRNET_CHECK(!entries_.contains(grant.id));
  logging::LogInfo("attempt granted", {{"label", grant.label}, {"attempt", ToString(grant.id)}});
  auto attempt = std::make_unique<Attempt>(context_, grant, [this] { Changed(); });
  Attempt& started = *attempt;
  entries_[grant.id].attempt = std::move(attempt);
  started.Begin();
  Changed();
}

void AttemptSet::Restore() {
  for (const AttemptId& id : context_.layout.Finished()) {
    StatusOr<FinishedRecord> record = ReadFinished(context_.layout.AttemptFolder(id));
    if (!record.ok()) {
      logging::LogWarning("a finished attempt is given up",
                          {{"attempt", ToString(id)}, {"error", record.status()}});
      context_.layout.RemoveAttempt(id);
      continue;
    }
    logging::LogInfo("a finished attempt is taken up", {{"label", record->label}, {"attempt", ToString(id)}});
    Entry& entry = entries_[id];
    entry.attempt = std::make_unique<Attempt>(
        context_, Grant{.id = id, .stage = {}, .inputs = {}, .label = {}, .alone = false},
        [this] { Changed(); });
    entry.attempt->Restore(*std::move(record));
  }
  logs_.Restore();
  TrimResume();
}

void AttemptSet::Drop(const AttemptId& id, bool stage_done) {
  const auto entry = entries_.find(id);
  if (entry == entries_.end() || entry->second.dropped) return;
  entry->second.dropped = true;
  entry->second.stage_done = stage_done;
  entry->second.attempt->Stop(FailureClass::kCancelled, false);
  Changed();
}

void AttemptSet::UploadAgain(const AttemptId& id, const std::vector<Digest>& missing) {
  const auto entry = entries_.find(id);
  if (entry != entries_.end() && !entry->second.dropped) entry->second.attempt->UploadAgain(missing);
}

void AttemptSet::SetOrder(const std::vector<AttemptId>& order) {
  if (order_ == order) return;
  order_ = order;
  SettleSoon();
}

LogPiece AttemptSet::ReadLog(const AttemptId& id, std::int64_t from) const {
  const auto entry = entries_.find(id);
  if (entry == entries_.end() || !entry->second.attempt->has_process()) return {};
  return supervise::WholeLines(supervise::ReadLog(context_.layout.TrainerLog(id), from, kReportedLog));
}

std::vector<UploadedLog> AttemptSet::Logs() const { return logs_.Uploaded(); }

void AttemptSet::SettleLog(const AttemptId& id, bool missing) { logs_.Settle(id, missing); }

void AttemptSet::Drain(bool at_once) {
  draining_ = true;
  for (auto& [id, entry] : entries_) entry.attempt->Stop(FailureClass::kPreempted, at_once);
  Changed();
}

bool AttemptSet::running() const {
  return std::ranges::any_of(entries_, [](const auto& item) { return item.second.attempt->has_process(); });
}

bool AttemptSet::quiet() const {
  return !running() && std::ranges::all_of(entries_, [](const auto& item) {
    return IsFinal(item.second.attempt->view().phase);
  });
}

// Attempts call this from inside their own functions, where they must not be destroyed.
void AttemptSet::Changed() {
  changed_ = true;
  SettleSoon();
}

void AttemptSet::SettleSoon() {
  if (std::exchange(settling_, true)) return;
  context_.loop.Post([this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) Settle();
  });
}

void AttemptSet::Settle() {
  settling_ = false;
  TakeLogs();
  std::erase_if(entries_, [this](const auto& item) {
    const auto& [id, entry] = item;
    if (!entry.dropped || entry.attempt->has_process()) return false;
    Forget(id, entry);
    return true;
  });
  for (const AttemptId& id : Runnable()) entries_.at(id).attempt->Run();
  // Every report is answered, and every answer gives an order: without this test each would cause the other.
  if (std::exchange(changed_, false)) on_change_();
}

// Of attempts whose trainers have ended. Before anything is forgotten, because folders go then.
void AttemptSet::TakeLogs() {
  for (const auto& [id, entry] : entries_) {
    if (entry.attempt->has_process()) continue;
    const std::optional<KeptLog> log = context_.layout.logs().Keep(id, context_.layout.TrainerLog(id));
    if (log) logs_.Take(*log);
  }
}

void AttemptSet::Forget(const AttemptId& id, const Entry& entry) {
  const AttemptView& view = entry.attempt->view();
  logging::LogInfo("attempt forgotten", {{"label", view.label}, {"attempt", ToString(id)}});
  context_.layout.RemoveAttempt(id);
  // Another attempt at the stage may be using the checkpoint.
  const bool alone = std::ranges::none_of(
      entries_, [&id](const auto& item) { return item.first.stage_key == id.stage_key && item.first != id; });
  if (alone && (entry.stage_done || EndsForGood(view))) context_.layout.RemoveResume(id.stage_key);
  TrimResume();
}

void AttemptSet::TrimResume() const {
  std::set<Digest> held;
  for (const auto& item : entries_) held.insert(item.first.stage_key);
  context_.layout.TrimResume(held, kIdleResumeFolders);
}

std::vector<AttemptId> AttemptSet::Runnable() const {
  if (draining_) return {};
  std::vector<RunCandidate> candidates;
  for (const auto& [id, entry] : entries_) {
    candidates.push_back({.id = id,
                          .has_process = entry.attempt->has_process(),
                          .ready = !entry.dropped && entry.attempt->view().phase == Phase::kReady,
                          .alone = entry.attempt->alone()});
  }
  std::ranges::stable_sort(candidates, {}, [this](const RunCandidate& candidate) {
    return std::ranges::find(order_, candidate.id) - order_.begin();
  });
  return ChooseRuns(candidates, slots_);
}

}  // namespace srnet::attempts
