// A migrated database in a temporary folder, and the few plans that the tests of the stores share.
#pragma once

#include <string>
#include <vector>

#include "common/digest/sha256.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/database.h"
#include "storage/stores/stage_store.h"
#include "storage/stores/sweep_store.h"
#include "storage/stores/worker_store.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {

using namespace storage;  // Every test here is about it.

inline constexpr Instant kNow{std::chrono::milliseconds(1'700'000'000'000)};
inline constexpr Instant kLater = kNow + std::chrono::minutes(5);

inline StageKey KeyOf(std::string_view name) { return StageKey{DigestOf(name)}; }

inline NewStage MakeStage(std::string_view name, std::string_view kind, std::vector<NewInput> inputs = {}) {
  return {KeyOf(name), std::string(kind), fmt::format("{{\"stage\":\"{}\"}}", name), std::move(inputs)};
}

// data -> train -> evaluate, one point; `name` tells chains apart, `data` is shared by all.
inline NewSweep MakeChain(const std::string& name) {
  NewSweep sweep;
  sweep.id = SweepId{"sweep-" + name};
  sweep.name = name;
  sweep.owner = "ada";
  sweep.request_id = "request-" + name;
  sweep.specification = "name: " + name;
  sweep.created = kNow;
  sweep.stages = {MakeStage("data", "import_dataset"),
                  MakeStage(name + "/train", "finetune", {{"dataset", 0, "dataset"}}),
                  MakeStage(name + "/evaluate", "evaluate",
                            {{"checkpoint", 1, "checkpoint"}, {"dataset", 0, "dataset"}})};
  sweep.points = {{{{"pipeline", "finetune_prune"}, {"run", name}}, 2}};
  return sweep;
}

class StoreFixture : public ::testing::Test {
 protected:
  StoreFixture()
      : database_(ValueOf(Database::Open(folder_.path(), "1.2.3", kNow))),
        connection_(database_.TakeWriteConnection()) {
    WorkerRecord worker;
    worker.id = WorkerId{"w1"};
    worker.host = "node";
    worker.labels = "{}";
    Write([&](sqlite::Transaction& transaction) { return RecordWorker(transaction, worker); });
  }

  // Commits what `write` does when it returns OK; returns what it returned.
  template <typename Write>
  auto Try(Write&& write) {
    auto transaction = ValueOf(sqlite::Transaction::Begin(connection_));
    auto result = write(transaction);
    if (result.ok()) MustSucceed(transaction.Commit());
    return result;
  }
  template <typename Function>
  void Write(Function&& write) {
    MustSucceed(Try(write));
  }

  Submission Submit(const NewSweep& sweep) {
    return ValueOf(Try([&](sqlite::Transaction& transaction) { return SubmitSweep(transaction, sweep); }));
  }
  StatusOr<Token> TryGrant(StageId stage) {
    return Try([&](sqlite::Transaction& transaction) {
      return RecordGrant(transaction, stage, WorkerId{"w1"}, kNow);
    });
  }
  Token Grant(StageId stage) { return ValueOf(TryGrant(stage)); }
  Status Accept(StageId stage, Token token, const StageResult& result) {
    return Try([&](sqlite::Transaction& transaction) {
      return AcceptResult(transaction, stage, token, result, kLater);
    });
  }
  StatusOr<std::vector<StageId>> End(StageId stage, Token token, const AttemptEnd& end) {
    return Try(
        [&](sqlite::Transaction& transaction) { return EndAttempt(transaction, stage, token, end, kLater); });
  }

  // Runs a stage to its end with one product of the given name.
  void Finish(StageId stage, const std::string& artifact) {
    StageResult result;
    result.artifacts = {
        {artifact, DigestOf(fmt::format("{} of {}", artifact, stage.value)), 10, ArtifactKind::kBlob}};
    result.provenance = R"({"device":"cpu"})";
    MustSucceed(Accept(stage, Grant(stage), result));
  }

  StageState StateOf(const StageKey& key) { return ValueOf(ReadStage(connection_, key)).state; }

  TemporaryDirectory folder_;
  Database database_;
  sqlite::Connection connection_;
};

}  // namespace srnet::testing
