#include "tests/coordinator/app/crashing_service.h"

#include <gmock/gmock.h>

#include <future>

#include "coordinator/app/execution_text.h"
#include "coordinator/app/recovery.h"
#include "coordinator/app/translate_names.h"
#include "coordinator/app/translate_plan.h"
#include "coordinator/leases/admission.h"
#include "coordinator/leases/worker_session.h"
#include "storage/stores/catalogue_store.h"
#include "storage/stores/stage_store.h"
#include "storage/stores/sweep_store.h"
#include "storage/stores/worker_store.h"
#include "tests/coordinator/planning/example_catalogue.h"
#include "tests/coordinator/support/invariants.h"
#include "tests/support/status_matchers.h"

namespace srnet::app {
namespace {

using testing::IsOk;

constexpr int kWorkers = 3;

// Grids that share stages in different ways. The second one has all stages of the first.
const std::vector<std::string> kGrids = {
    "  - {pipeline: finetune, finetune_loss: std}\n",
    "  - {pipeline: finetune_prune, finetune_loss: std, method: mask, loss: std, sparsity: 0.5}\n",
    "  - {pipeline: finetune_prune, finetune_loss: std, method: mask, loss: [std, poe], sparsity: [0.5, "
    "0.7]}\n",
    "  - {pipeline: finetune, finetune_loss: poe}\n",
};

// How their stages are run. One sweep is submitted with different ones.
const std::vector<std::string> kExecutions = {
    "",
    "execution: {retries: {crashed: 6, out_of_memory: 2}, deadline: 30m}\n",
    "execution: {labels: {zone: a}}\n",
};

}  // namespace

void CrashingService::Start() {
  process_ = std::make_unique<Process>();
  Clock clock;
  clock.steady = [this] { return std::chrono::steady_clock::time_point(elapsed_); };
  clock.utc = [this] { return std::chrono::sys_time<std::chrono::milliseconds>(elapsed_); };
  auto store = Store::Open(
      folder_ / "state", 0, "1", clock.utc(),
      [this](std::function<void()> completion) {
        const std::lock_guard lock(mutex_);
        heard_.push_back(std::move(completion));
      },
      nullptr);
  ASSERT_THAT(store, IsOk());
  process_->store = *std::move(store);
  process_->shell.emplace(Shell{process_->control, process_->pool, *process_->store, metrics_, clock});
  process_->scheduler.emplace(*process_->shell, process_->state);
  process_->commands.emplace(*process_->shell, process_->state, *process_->scheduler);
  FillCatalogue();
  ASSERT_THAT(Recover(*process_->shell, process_->state, *process_->scheduler), IsOk());
}

// What was handed to the writer is committed, but nobody hears of it any more.
void CrashingService::Crash() {
  process_->store->writer().Stop();
  heard_.clear();
  process_.reset();
}

void CrashingService::FillCatalogue() {
  const planning::Catalogue catalogue = planning::ExampleCatalogue();
  ASSERT_THAT(process_->store->artifacts().Put("bert"), IsOk());
  ASSERT_THAT(process_->store->artifacts().Put("mnli"), IsOk());
  const Status status = process_->store->writer().Submit(
      [](sqlite::Transaction& transaction) {
        storage::CatalogueEntry model{storage::CatalogueKind::kModel, "bert", DigestOf("bert"), 4, "{}", {}};
        SRNET_RETURN_IF_ERROR(storage::PutCatalogueEntry(transaction, model));
        storage::CatalogueEntry data{storage::CatalogueKind::kDataset, "mnli", DigestOf("mnli"), 4, "{}", {}};
        return storage::PutCatalogueEntry(transaction, data);
      },
      [](const Status& written) { ASSERT_THAT(written, IsOk()); });
  ASSERT_THAT(status, IsOk());
}

// The second write begins when the group of the first has been handed back.
void CrashingService::AwaitWriter() {
  for (int i = 0; i < 2; ++i) {
    std::promise<void> begun;
    ASSERT_THAT(process_->store->writer().Submit(
                    [&begun](sqlite::Transaction&) {
                      begun.set_value();
                      return Status();
                    },
                    nullptr),
                IsOk());
    begun.get_future().wait();
  }
}

bool CrashingService::HearOne() {
  std::function<void()> next;
  {
    const std::lock_guard lock(mutex_);
    if (heard_.empty()) return false;
    next = std::move(heard_.front());
    heard_.pop_front();
  }
  next();
  return true;
}

void CrashingService::Settle() {
  bool something = true;
  while (something) {
    AwaitWriter();
    something = false;
    while (HearOne()) something = true;
  }
}

storage::NewSweep CrashingService::Planned(std::size_t grid) {
  const std::string specification =
      fmt::format("name: s{}\nmodel: bert\ntasks: mnli\nseeds: 1\ngrid:\n{}{}", grid, kGrids[grid],
                  kExecutions[(grid + sweeps_.size()) % kExecutions.size()]);
  const auto plan = planning::PlanText(specification, planning::ExampleCatalogue());
  EXPECT_THAT(plan, IsOk());
  storage::NewSweep sweep = ToStorage(*plan);
  sweep.owner = "local";
  sweeps_.push_back(sweep.id);
  return sweep;
}

void CrashingService::Submit(std::size_t grid) {
  const storage::NewSweep sweep = Planned(grid);
  submitted_.insert(sweep.id);
  process_->commands->Submit(sweep, [](const auto& submitted) { EXPECT_THAT(submitted, IsOk()); });
}

void CrashingService::Update(std::size_t sweep, std::size_t grid) {
  const storage::SweepId old = sweeps_[sweep];
  process_->commands->Update(old, Planned(grid), [this, old](const auto& updated) {
    const bool has_ended = updated.status().code() == StatusCode::kFailedPrecondition;
    if (!has_ended) ExpectDone(old, updated.status());
  });
}

// What only an update would have made may never have come.
void CrashingService::ExpectDone(const storage::SweepId& id, const Status& status) const {
  const bool never_came = status.code() == StatusCode::kNotFound && !submitted_.contains(id);
  EXPECT_TRUE(status.ok() || never_came) << status;
}

void CrashingService::Cancel(std::size_t sweep) {
  const storage::SweepId id = sweeps_[sweep];
  process_->commands->Cancel(id, [this, id](const Status& status) { ExpectDone(id, status); });
}

void CrashingService::Retry(std::size_t sweep) {
  const storage::SweepId id = sweeps_[sweep];
  process_->commands->Retry(id, [this, id](const auto& stages) { ExpectDone(id, stages.status()); });
}

void CrashingService::CancelOrRetry() {
  if (sweeps_.empty()) return;
  if (Draw(2) == 0) return Cancel(DrawSweep());
  Retry(DrawSweep());
}

void CrashingService::Admit(int worker, core::Admission admission) {
  const auto index = core::FindWorker(core(), fmt::format("w{}", worker));
  if (!index) return;
  process_->scheduler->Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
    leases::SetAdmission(state, *index, admission, now, effects);
  });
}

void CrashingService::Connect(int worker) {
  const std::string id = fmt::format("w{}", worker);
  storage::WorkerRecord record;
  record.id = {id};
  record.host = "host";
  record.labels = "{}";
  process_->scheduler->WriteUntilDone(
      [record](sqlite::Transaction& transaction) { return storage::RecordWorker(transaction, record); },
      [](const Status& status) { EXPECT_THAT(status, IsOk()); });
  const core::Labels labels = worker > 0 ? core::Labels{{"zone", "a"}} : core::Labels();
  process_->scheduler->Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
    const auto index =
        leases::WorkerConnected(state, {.id = id, .slots = 1, .prefetch = worker, .labels = labels}, now);
    leases::ApplyReport(state, index, {}, now, effects);
  });
}

leases::AttemptReport CrashingService::ReportOn(core::StageIndex stage, const core::Lease& lease, Mood mood) {
  leases::AttemptReport report;
  report.stage_key = core()[stage].key;
  report.token = lease.token;
  report.state = leases::AttemptState::kRunning;
  if (lease.phase != core::LeasePhase::kRunning) return report;
  const int event = mood == Mood::kRandom ? Draw(4) : 0;
  if (mood == Mood::kBadInput || event == 1) {
    report.state = leases::AttemptState::kFailed;
    report.failure_class = mood == Mood::kBadInput ? core::FailureClass::kBadInput
                                                   : static_cast<core::FailureClass>(1 + Draw(8));
    report.failure_message = "why";
  } else if (event == 0) {
    report.state = leases::AttemptState::kSucceeded;
    storage::StageResult result;
    for (const char* name : {"dataset", "bias", "checkpoint", "mask"}) {
      EXPECT_THAT(process_->store->artifacts().Put(name), IsOk());
      result.artifacts.push_back({name, DigestOf(name), 1, storage::ArtifactKind::kBlob});
    }
    process_->scheduler->OfferResult(stage, lease.token, result);
  }
  return report;
}

void CrashingService::Report(int worker, Mood mood) {
  const auto index = core::FindWorker(core(), fmt::format("w{}", worker));
  if (!index || !core()[*index].connected) return Connect(worker);
  leases::WorkerReport report;
  for (const core::StageIndex stage : core()[*index].held) {
    const core::Lease* lease = core::LiveLease(core(), stage);
    if (lease != nullptr) report.attempts.push_back(ReportOn(stage, *lease, mood));
  }
  process_->scheduler->Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
    leases::ApplyReport(state, *index, report, now, effects);
  });
}

void CrashingService::Pass(std::chrono::seconds time) {
  elapsed_ += time;
  process_->scheduler->Tick();
}

void CrashingService::Step() {
  const int event = Draw(100);
  if (event < 10) {
    Submit(static_cast<std::size_t>(Draw(static_cast<int>(kGrids.size()))));
  } else if (event < 20) {
    CancelOrRetry();
  } else if (event < 24 && !sweeps_.empty()) {
    const std::size_t sweep = DrawSweep();
    Update(sweep, static_cast<std::size_t>(Draw(static_cast<int>(kGrids.size()))));
  } else if (event < 27) {
    Admit(Draw(kWorkers), static_cast<core::Admission>(Draw(3)));
  } else if (event < 70) {
    Report(Draw(kWorkers), Mood::kRandom);
  } else if (event < 76) {
    Pass(std::chrono::seconds(Draw(40)));
  } else if (event < 97) {
    AwaitWriter();
    HearOne();
  } else {
    Crash();
    Start();
  }
}

void CrashingService::Compare() {
  testing::CheckInvariants(core());
  auto reader = process_->store->readers().Borrow();
  ASSERT_THAT(reader, IsOk());
  for (const core::Sweep& sweep : core().sweeps) {
    const auto stored = storage::ReadSweep(**reader, {sweep.id});
    ASSERT_THAT(stored, IsOk());
    EXPECT_EQ(storage::Name(stored->state), storage::Name(ToStorage(sweep.state))) << sweep.id;
    EXPECT_TRUE(ReadExecution(stored->execution).value() == sweep.execution) << stored->execution;
    std::vector<storage::StageKey> keys;
    for (const core::StageIndex stage : sweep.stages) keys.push_back({core()[stage].key});
    const auto rows = storage::LookUpStages(**reader, keys);
    ASSERT_THAT(rows, IsOk());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const core::Stage& stage = core()[sweep.stages[i]];
      EXPECT_EQ(core::Name(ToCore((*rows)[i]->state)), core::Name(stage.state)) << keys[i].digest.ToHex();
    }
  }
  for (const storage::SweepId& id : sweeps_) {
    const auto stored = storage::ReadSweep(**reader, id);
    if (stored.ok() && stored->state == storage::SweepState::kActive) {
      EXPECT_TRUE(core::FindSweep(core(), id.value)) << "forgotten by the scheduler: " << id.value;
    }
  }
}

std::optional<core::SweepState> CrashingService::StateOf(std::size_t sweep) {
  const auto index = core::FindSweep(core(), sweeps_[sweep].value);
  return index ? std::optional(core()[*index].state) : std::nullopt;
}

void CrashingService::Run(Mood mood) {
  for (int round = 0; round < 60; ++round) {
    for (int worker = 0; worker < kWorkers; ++worker) Report(worker, mood);
    Settle();
    if (round % 4 == 3) Pass(std::chrono::seconds(25));
  }
}

void CrashingService::FinishEverything() {
  for (std::size_t sweep = 0; sweep < sweeps_.size(); ++sweep) Retry(sweep);
  for (int worker = 0; worker < kWorkers; ++worker) Admit(worker, core::Admission::kActive);
  Run(Mood::kCalm);
  for (const core::Sweep& sweep : core().sweeps) {
    EXPECT_EQ(core::Name(sweep.state), core::Name(core::SweepState::kDone)) << sweep.id;
    ++done_;
  }
}

}  // namespace srnet::app
