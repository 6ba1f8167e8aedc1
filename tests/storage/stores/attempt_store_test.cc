#include "storage/stores/attempt_store.h"

#include <gmock/gmock.h>

#include <limits>

#include "storage/stores/result_store.h"
#include "tests/storage/support/store_contents.h"
#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AttemptStoreTest : public StoreFixture {
 protected:
  AttemptStoreTest()
      : sweep_(Submit(MakeChain("a"))), data_(sweep_.stages[0].id), train_(sweep_.stages[1].id) {}

  static StageResult SomeResult() {
    StageResult result;
    result.artifacts = {{"dataset", DigestOf("rows"), 4, ArtifactKind::kBlob}};
    result.metrics = {{"dev", "accuracy", "", 0.75}, {"dev", "accuracy", "overlap/entailment", 0.5}};
    result.curve = {{"dev", "accuracy", 100, 0.7}};
    result.provenance = R"({"threads":2})";
    return result;
  }
  static AttemptEnd Ends(AttemptState state, StageFate fate, bool crash = false) {
    AttemptEnd end;
    end.state = state;
    end.fate = fate;
    if (crash) end.crashes = 1;
    end.failure_class = "crashed";
    end.message = "signal 9";
    return end;
  }

  // A chain with as many more trainings, each with its evaluation.
  static NewSweep MakeWide(const std::string& name, std::size_t more) {
    NewSweep sweep = MakeChain(name);
    for (std::size_t i = 0; i < more; ++i) {
      const std::string each = fmt::format("{}/{}", name, i);
      const std::size_t train = sweep.stages.size();
      sweep.stages.push_back(MakeStage(each + "/train", "finetune", {{"dataset", 0, "dataset"}}));
      sweep.stages.push_back(
          MakeStage(each + "/evaluate", "evaluate", {{"checkpoint", train, "checkpoint"}}));
    }
    return sweep;
  }
  // How many rows have been changed so far, those that triggers changed included.
  std::int64_t RowsChanged() {
    auto query = ValueOf(connection_.Query("SELECT total_changes()"));
    EXPECT_TRUE(ValueOf(query.Step()));
    return query.GetInt(0);
  }
  std::int64_t RowsChangedByARunOf(StageId stage) {
    const std::int64_t before = RowsChanged();
    Finish(stage, "checkpoint");
    return RowsChanged() - before;
  }

  Submission sweep_;
  StageId data_;
  StageId train_;
};

TEST_F(AttemptStoreTest, AGrantLeasesAReadyStageUnderANewToken) {
  const Token token = Grant(data_);
  const StageRecord stage = ValueOf(ReadStage(connection_, KeyOf("data")));
  EXPECT_EQ(stage.state, StageState::kLeased);
  EXPECT_EQ(stage.attempts, 1);
  const auto attempts = AttemptsOf(connection_, data_);
  ASSERT_THAT(attempts, SizeIs(1));
  EXPECT_EQ(attempts[0].token, token);
  EXPECT_EQ(attempts[0].worker.value, "w1");
  EXPECT_EQ(attempts[0].granted, kNow);
}

TEST_F(AttemptStoreTest, OnlyAReadyStageIsGranted) {
  EXPECT_THAT(TryGrant(train_), IsError(StatusCode::kAborted, "not ready"));
  Grant(data_);
  EXPECT_THAT(TryGrant(data_), HasCode(StatusCode::kAborted));
  EXPECT_THAT(TryGrant(StageId{999}), HasCode(StatusCode::kNotFound));
}

TEST_F(AttemptStoreTest, AnUnknownWorkerGetsNothing) {
  EXPECT_THAT(Try([&](sqlite::Transaction& transaction) {
                return RecordGrant(transaction, data_, WorkerId{"stranger"}, kNow);
              }),
              IsError(StatusCode::kAborted, "stranger"));
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kReady);
}

TEST_F(AttemptStoreTest, AnAcceptedResultIsWholeAndFreesDependants) {
  const Token token = Grant(data_);
  MustSucceed(Accept(data_, token, SomeResult()));
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kDone);
  EXPECT_EQ(StateOf(KeyOf("a/train")), StageState::kReady);
  EXPECT_EQ(StateOf(KeyOf("a/evaluate")), StageState::kBlocked);
  EXPECT_THAT(MetricsOf(connection_, data_), SizeIs(2));
  EXPECT_THAT(ValueOf(ReadCurve(connection_, data_, "", "")), SizeIs(1));
  const auto artifacts = ArtifactsOf(connection_, data_);
  ASSERT_THAT(artifacts, SizeIs(1));
  EXPECT_EQ(artifacts[0].digest, DigestOf("rows"));
  EXPECT_EQ(AttemptsOf(connection_, data_)[0].provenance, R"({"threads":2})");
}

TEST_F(AttemptStoreTest, AStageChangesAsManyRowsInALargeSweepAsInASmallOne) {
  Finish(data_, "dataset");
  const Submission small = Submit(MakeChain("b"));
  const Submission large = Submit(MakeWide("c", 500));
  const std::int64_t changed = RowsChangedByARunOf(small.stages[1].id);
  EXPECT_GT(changed, 0);
  EXPECT_EQ(RowsChangedByARunOf(large.stages[1].id), changed);
  EXPECT_EQ(RowsChangedByARunOf(large.stages[501].id), changed);
}

TEST_F(AttemptStoreTest, ARepeatedReportIsToldApartAndChangesNothing) {
  const Token token = Grant(data_);
  MustSucceed(Accept(data_, token, SomeResult()));
  EXPECT_THAT(Accept(data_, token, SomeResult()), HasCode(StatusCode::kAlreadyExists));
  EXPECT_THAT(MetricsOf(connection_, data_), SizeIs(2));
}

TEST_F(AttemptStoreTest, AStaleTokenChangesNothing) {
  const Token stale = Grant(data_);
  ValueOf(End(data_, stale, Ends(AttemptState::kLost, StageFate::kRequeue, true)));
  const Token live = Grant(data_);
  EXPECT_THAT(Accept(data_, stale, SomeResult()), IsError(StatusCode::kFailedPrecondition, "stale token"));
  EXPECT_THAT(End(data_, stale, Ends(AttemptState::kFailed, StageFate::kFail)),
              IsError(StatusCode::kFailedPrecondition, "stale token"));
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kLeased);
  EXPECT_THAT(MetricsOf(connection_, data_), IsEmpty());
  MustSucceed(Accept(data_, live, SomeResult()));
}

TEST_F(AttemptStoreTest, ATokenOfAnotherStageIsStale) {
  const Submission other = Submit(MakeChain("b"));
  const Token token = Grant(data_);
  EXPECT_THAT(Accept(other.stages[1].id, token, {}), HasCode(StatusCode::kFailedPrecondition));
}

TEST_F(AttemptStoreTest, TokensGrowAcrossStagesRestartsAndDeletions) {
  const Token first = Grant(data_);
  ValueOf(End(data_, first, Ends(AttemptState::kFailed, StageFate::kRequeue)));
  MustSucceed(connection_.Run("DELETE FROM attempt"));
  connection_ = ValueOf(sqlite::Connection::Open(database_.path(), sqlite::Access::kReadWrite));
  EXPECT_GT(Grant(data_), first);
}

TEST_F(AttemptStoreTest, ALostLeaseIsRequeuedAndCountedAsACrash) {
  ValueOf(End(data_, Grant(data_), Ends(AttemptState::kLost, StageFate::kRequeue, true)));
  const StageRecord stage = ValueOf(ReadStage(connection_, KeyOf("data")));
  EXPECT_EQ(stage.state, StageState::kReady);
  EXPECT_EQ(stage.crashes, 1);
  EXPECT_EQ(stage.failure_message, "signal 9");
  EXPECT_EQ(AttemptsOf(connection_, data_)[0].state, AttemptState::kLost);
}

TEST_F(AttemptStoreTest, AStartIsRecordedOnceAndOnlyOfTheLiveAttempt) {
  const Token token = Grant(data_);
  const auto start = [&](Token of, Instant at) {
    return Try([&](sqlite::Transaction& transaction) { return RecordStart(transaction, data_, of, at); });
  };
  EXPECT_EQ(AttemptsOf(connection_, data_)[0].started, std::nullopt);
  MustSucceed(start(token, kNow));
  MustSucceed(start(token, kLater));
  EXPECT_EQ(AttemptsOf(connection_, data_)[0].started, kNow);
  ValueOf(End(data_, token, Ends(AttemptState::kLost, StageFate::kRequeue, true)));
  EXPECT_THAT(start(token, kNow), IsError(StatusCode::kFailedPrecondition, "stale token"));
}

TEST_F(AttemptStoreTest, TheMemoryClassStaysUntilAnEndSaysOtherwise) {
  AttemptEnd out_of_memory = Ends(AttemptState::kFailed, StageFate::kRequeue);
  out_of_memory.memory_class = 1;
  ValueOf(End(data_, Grant(data_), out_of_memory));
  ValueOf(End(data_, Grant(data_), Ends(AttemptState::kLost, StageFate::kRequeue, true)));
  EXPECT_EQ(ValueOf(ReadStage(connection_, KeyOf("data"))).memory_class, 1);
}

TEST_F(AttemptStoreTest, TheCheckpointStaysUntilAnEndSaysOtherwise) {
  AttemptEnd crash = Ends(AttemptState::kFailed, StageFate::kRequeue, true);
  crash.checkpoint = 300;
  ValueOf(End(data_, Grant(data_), crash));
  ValueOf(End(data_, Grant(data_), Ends(AttemptState::kLost, StageFate::kRequeue)));
  EXPECT_EQ(ValueOf(ReadStage(connection_, KeyOf("data"))).checkpoint, 300);
}

TEST_F(AttemptStoreTest, AFailureSkipsEverythingThatDependsOnIt) {
  const auto skipped = ValueOf(End(data_, Grant(data_), Ends(AttemptState::kFailed, StageFate::kFail)));
  EXPECT_THAT(skipped, SizeIs(2));
  const StageRecord evaluate = ValueOf(ReadStage(connection_, KeyOf("a/evaluate")));
  EXPECT_EQ(evaluate.state, StageState::kSkipped);
  EXPECT_EQ(evaluate.failure_message, fmt::format("stage {} failed", KeyOf("data").digest.ToHex()));
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kFailed);
}

TEST_F(AttemptStoreTest, AnInvalidResultChangesNothing) {
  const Token token = Grant(data_);
  StageResult not_a_number = SomeResult();
  not_a_number.metrics[1].value = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(Accept(data_, token, not_a_number),
              IsError(StatusCode::kInvalidArgument, "overlap/entailment"));
  StageResult twice = SomeResult();
  twice.metrics[1].group = "";
  EXPECT_THAT(Accept(data_, token, twice), IsError(StatusCode::kInvalidArgument, "twice"));
  for (const char* name : {"", "../dataset", "."}) {
    StageResult unnamed = SomeResult();
    unnamed.artifacts[0].name = name;
    EXPECT_THAT(Accept(data_, token, unnamed), IsError(StatusCode::kInvalidArgument, "a file may have"))
        << name;
  }
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kLeased);
  EXPECT_THAT(ArtifactsOf(connection_, data_), IsEmpty());
  MustSucceed(Accept(data_, token, SomeResult()));
}

TEST_F(AttemptStoreTest, InfiniteValuesAreKept) {
  StageResult result = SomeResult();
  result.metrics[0].value = -std::numeric_limits<double>::infinity();
  MustSucceed(Accept(data_, Grant(data_), result));
  EXPECT_EQ(MetricsOf(connection_, data_)[0].value, -std::numeric_limits<double>::infinity());
}

TEST_F(AttemptStoreTest, WorkIsSentWithTheProductsOfItsInputs) {
  EXPECT_THAT(ReadStageWork(connection_, train_),
              IsError(StatusCode::kFailedPrecondition, "artifact dataset"));
  MustSucceed(Accept(data_, Grant(data_), SomeResult()));
  const StageWork work = ValueOf(ReadStageWork(connection_, train_));
  EXPECT_EQ(work.canonical, R"({"stage":"a/train"})");
  ASSERT_THAT(work.inputs, SizeIs(1));
  EXPECT_EQ(work.inputs[0].role, "dataset");
  EXPECT_EQ(work.inputs[0].stage, KeyOf("data"));
  EXPECT_EQ(work.inputs[0].artifact.digest, DigestOf("rows"));
  EXPECT_EQ(work.inputs[0].artifact.bytes, 4);
}

TEST_F(AttemptStoreTest, TheDatabaseItselfRefusesASecondLiveAttempt) {
  Grant(data_);
  EXPECT_THAT(
      connection_.Run("INSERT INTO attempt (stage, worker, state, granted_ms) VALUES (?, 'w1', 'leased', 0)",
                      data_.value),
      HasCode(StatusCode::kAlreadyExists));
}

}  // namespace
}  // namespace srnet::testing
