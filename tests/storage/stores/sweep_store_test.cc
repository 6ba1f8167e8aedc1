#include "storage/stores/sweep_store.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SweepStoreTest : public StoreFixture {
 protected:
  Status TrySubmit(const NewSweep& sweep) {
    return Try([&](sqlite::Transaction& transaction) { return SubmitSweep(transaction, sweep); }).status();
  }
  void Cancel(const SweepId& id) {
    Write([&](sqlite::Transaction& transaction) { return CancelSweep(transaction, id, kLater); });
  }
  void Retry(const SweepId& id) {
    Write([&](sqlite::Transaction& transaction) { return RetryFailed(transaction, id); });
  }
  void Finish(const Submission& sweep) {
    StoreFixture::Finish(sweep.stages[0].id, "dataset");
    StoreFixture::Finish(sweep.stages[1].id, "checkpoint");
    StoreFixture::Finish(sweep.stages[2].id, "logits");
  }
  static std::vector<StageState> StatesOf(const Submission& submission) {
    std::vector<StageState> states;
    for (const StageRecord& stage : submission.stages) states.push_back(stage.state);
    return states;
  }
  // What the trigger keeps, against a count of the stages themselves.
  void ExpectProgressIsTrue(const SweepId& id) {
    std::map<std::pair<std::string, std::string>, std::int64_t> kept;
    for (const StageCount& count : ValueOf(CountStages(connection_, id))) {
      kept[{count.kind, std::string(Name(count.state))}] = count.count;
    }
    std::map<std::pair<std::string, std::string>, std::int64_t> counted;
    auto query = ValueOf(connection_.Query(
        "SELECT stage.kind, stage.state, count(*) FROM sweep JOIN sweep_stage ON sweep = number "
        "JOIN stage ON stage.id = sweep_stage.stage WHERE sweep.id = ? GROUP BY 1, 2",
        id.value));
    MustSucceed(query.Each([&](const sqlite::Statement& row) {
      counted[{row.GetText(0), row.GetText(1)}] = row.GetInt(2);
    }));
    EXPECT_EQ(kept, counted);
  }
};

TEST_F(SweepStoreTest, SubmissionStoresAllAndFreesWhatWaitsForNothing) {
  const Submission submission = Submit(MakeChain("a"));
  EXPECT_TRUE(submission.created);
  EXPECT_EQ(submission.sweep.state, SweepState::kActive);
  EXPECT_EQ(submission.sweep.specification, "name: a");
  EXPECT_THAT(StatesOf(submission),
              ElementsAre(StageState::kReady, StageState::kBlocked, StageState::kBlocked));
  EXPECT_EQ(submission.stages[1].key, KeyOf("a/train"));
}

TEST_F(SweepStoreTest, StagesAreListedInThePlansOrderWhateverTheOrder) {
  NewSweep sweep = MakeChain("a");
  std::swap(sweep.stages[0], sweep.stages[2]);  // evaluate, train, data
  sweep.stages[0].inputs = {{"checkpoint", 1, "checkpoint"}, {"dataset", 2, "dataset"}};
  sweep.stages[1].inputs = {{"dataset", 2, "dataset"}};
  sweep.points[0].stage = 0;
  const Submission submission = Submit(sweep);
  EXPECT_THAT(StatesOf(submission),
              ElementsAre(StageState::kBlocked, StageState::kBlocked, StageState::kReady));
  EXPECT_EQ(submission.stages[2].key, KeyOf("data"));
}

TEST_F(SweepStoreTest, TheSameSpecificationAgainIsTheSameSweep) {
  const Submission first = Submit(MakeChain("a"));
  NewSweep again = MakeChain("a");
  again.request_id = "another";
  const Submission second = Submit(again);
  EXPECT_FALSE(second.created);
  EXPECT_EQ(second.sweep.created, first.sweep.created);
  EXPECT_EQ(second.stages[2].id, first.stages[2].id);
}

TEST_F(SweepStoreTest, ASweepThatIsThereTakesOverHowItsStagesAreRunWithTheTextThatSaysSo) {
  NewSweep sweep = MakeChain("a");
  sweep.execution = R"({"deadline_seconds":60})";
  EXPECT_EQ(Submit(sweep).sweep.execution, sweep.execution);
  NewSweep same = sweep;
  same.specification = "name: a  # The same.";
  EXPECT_EQ(Submit(same).sweep.specification, "name: a");
  NewSweep other = same;
  other.execution = "";
  EXPECT_EQ(Submit(other).sweep.execution, "");
  EXPECT_EQ(ValueOf(ReadSweep(connection_, sweep.id)).specification, same.specification);
}

TEST_F(SweepStoreTest, SweepsShareStagesOfOneKey) {
  const Submission first = Submit(MakeChain("a"));
  StoreFixture::Finish(first.stages[0].id, "dataset");
  const Submission second = Submit(MakeChain("b"));
  EXPECT_EQ(second.stages[0].id, first.stages[0].id);
  EXPECT_THAT(StatesOf(second), ElementsAre(StageState::kDone, StageState::kReady, StageState::kBlocked));
  ExpectProgressIsTrue(first.sweep.id);
  ExpectProgressIsTrue(second.sweep.id);
}

TEST_F(SweepStoreTest, ASweepOfDoneStagesIsDoneAtOnce) {
  Finish(Submit(MakeChain("a")));
  NewSweep renamed = MakeChain("a");
  renamed.id = SweepId{"other"};
  renamed.request_id = "";
  EXPECT_EQ(Submit(renamed).sweep.state, SweepState::kDone);
}

TEST_F(SweepStoreTest, AnotherSpecificationUnderAUsedRequestIdIsRefused) {
  Submit(MakeChain("a"));
  NewSweep other = MakeChain("b");
  other.request_id = "request-a";
  EXPECT_THAT(TrySubmit(other), IsError(StatusCode::kAlreadyExists, "was used for sweep sweep-a"));
  EXPECT_THAT(ReadSweep(connection_, other.id), HasCode(StatusCode::kNotFound));
}

TEST_F(SweepStoreTest, ABrokenPlanIsRefused) {
  NewSweep wild_input = MakeChain("a");
  wild_input.stages[1].inputs[0].stage = 3;
  EXPECT_THAT(TrySubmit(wild_input), HasCode(StatusCode::kInvalidArgument));
  NewSweep twice = MakeChain("b");
  twice.stages.push_back(twice.stages[0]);
  EXPECT_THAT(TrySubmit(twice), IsError(StatusCode::kInvalidArgument, "twice"));
  NewSweep wild_point = MakeChain("c");
  wild_point.points[0].stage = 3;
  EXPECT_THAT(TrySubmit(wild_point), HasCode(StatusCode::kInvalidArgument));
  NewSweep odd_key = MakeChain("d");
  odd_key.points[0].coordinates = {{"],[", "x"}};
  EXPECT_THAT(TrySubmit(odd_key), IsError(StatusCode::kInvalidArgument, "coordinate key"));
}

TEST_F(SweepStoreTest, CancellingTakesOnlyWhatNoOtherSweepNeeds) {
  const Submission first = Submit(MakeChain("a"));
  const Submission second = Submit(MakeChain("b"));
  StoreFixture::Finish(first.stages[0].id, "dataset");
  const Token token = Grant(first.stages[1].id);
  Grant(second.stages[1].id);

  Cancel(first.sweep.id);
  EXPECT_EQ(StateOf(KeyOf("a/train")), StageState::kCancelled);
  EXPECT_EQ(StateOf(KeyOf("a/evaluate")), StageState::kCancelled);
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kDone);
  EXPECT_EQ(StateOf(KeyOf("b/train")), StageState::kLeased);
  EXPECT_EQ(ValueOf(ReadSweep(connection_, first.sweep.id)).state, SweepState::kCancelled);
  EXPECT_THAT(Accept(first.stages[1].id, token, {}), IsError(StatusCode::kFailedPrecondition, "stale token"));
  ExpectProgressIsTrue(first.sweep.id);
}

TEST_F(SweepStoreTest, CancellingTwiceOrAfterTheEndChangesNothing) {
  const Submission sweep = Submit(MakeChain("a"));
  Cancel(sweep.sweep.id);
  Cancel(sweep.sweep.id);
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kCancelled);
  const Submission done = Submit(MakeChain("b"));
  Finish(done);
  Write([&](sqlite::Transaction& transaction) {
    return EndSweep(transaction, done.sweep.id, SweepState::kDone, kLater);
  });
  Cancel(done.sweep.id);
  EXPECT_EQ(ValueOf(ReadSweep(connection_, done.sweep.id)).state, SweepState::kDone);
}

TEST_F(SweepStoreTest, ACancelledSweepGoesOnWhenSubmittedAgain) {
  const Submission first = Submit(MakeChain("a"));
  StoreFixture::Finish(first.stages[0].id, "dataset");
  Cancel(first.sweep.id);
  const Submission again = Submit(MakeChain("a"));
  EXPECT_EQ(again.sweep.state, SweepState::kActive);
  EXPECT_THAT(StatesOf(again), ElementsAre(StageState::kDone, StageState::kReady, StageState::kBlocked));
}

TEST_F(SweepStoreTest, RetryAsksAgainForFailedAndSkippedStages) {
  const Submission sweep = Submit(MakeChain("a"));
  StoreFixture::Finish(sweep.stages[0].id, "dataset");
  AttemptEnd end;
  end.fate = StageFate::kFail;
  end.crashes = 1;
  end.memory_class = 1;
  end.message = "out of luck";
  ValueOf(End(sweep.stages[1].id, Grant(sweep.stages[1].id), end));
  Write([&](sqlite::Transaction& transaction) {
    return EndSweep(transaction, sweep.sweep.id, SweepState::kFailed, kLater);
  });

  Retry(sweep.sweep.id);
  const StageRecord train = ValueOf(ReadStage(connection_, KeyOf("a/train")));
  EXPECT_EQ(train.state, StageState::kReady);
  EXPECT_EQ(train.crashes, 0);
  EXPECT_EQ(train.memory_class, 0);
  EXPECT_EQ(train.attempts, 1);
  EXPECT_EQ(train.failure_message, "");
  EXPECT_EQ(StateOf(KeyOf("a/evaluate")), StageState::kBlocked);
  EXPECT_EQ(ValueOf(ReadSweep(connection_, sweep.sweep.id)).state, SweepState::kActive);
  ExpectProgressIsTrue(sweep.sweep.id);
}

TEST_F(SweepStoreTest, RetryFreesWhatOtherActiveSweepsHadSkippedBecauseOfASharedStage) {
  const Submission a = Submit(MakeChain("a"));
  const Submission b = Submit(MakeChain("b"));
  const Submission cancelled = Submit(MakeChain("c"));
  AttemptEnd end;
  end.fate = StageFate::kFail;
  ValueOf(End(a.stages[0].id, Grant(a.stages[0].id), end));
  Cancel(cancelled.sweep.id);
  ASSERT_EQ(StateOf(KeyOf("b/evaluate")), StageState::kSkipped);

  Retry(a.sweep.id);
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kReady);
  EXPECT_EQ(StateOf(KeyOf("b/train")), StageState::kBlocked);
  EXPECT_EQ(StateOf(KeyOf("b/evaluate")), StageState::kBlocked);
  EXPECT_EQ(StateOf(KeyOf("c/train")), StageState::kSkipped);
  StoreFixture::Finish(a.stages[0].id, "dataset");
  EXPECT_EQ(StateOf(KeyOf("b/train")), StageState::kReady);
  ExpectProgressIsTrue(b.sweep.id);
}

TEST_F(SweepStoreTest, TheSameRequestGivesItsSweepAlthoughItWouldBePlannedDifferentlyNow) {
  const Submission first = Submit(MakeChain("a"));
  NewSweep again = MakeChain("b");
  again.request_id = "request-a";
  again.specification = "name: a";
  const Submission second = Submit(again);
  EXPECT_EQ(second.sweep.id, first.sweep.id);
  EXPECT_FALSE(second.created);
  EXPECT_THAT(second.stages, SizeIs(3));
  EXPECT_THAT(ReadSweep(connection_, again.id), HasCode(StatusCode::kNotFound));
}

TEST_F(SweepStoreTest, AFailedSweepMayBecomeActiveAgainButNoneThatIsDoneOrCancelled) {
  const Submission sweep = Submit(MakeChain("a"));
  const Submission other = Submit(MakeChain("b"));
  const auto record = [&](const SweepId& id, SweepState state) {
    return Try(
        [&](sqlite::Transaction& transaction) { return RecordSweepState(transaction, id, state, kLater); });
  };
  MustSucceed(record(sweep.sweep.id, SweepState::kFailed));
  EXPECT_EQ(ValueOf(ReadSweep(connection_, sweep.sweep.id)).ended, kLater);
  MustSucceed(record(sweep.sweep.id, SweepState::kActive));
  EXPECT_EQ(ValueOf(ReadSweep(connection_, sweep.sweep.id)).state, SweepState::kActive);
  EXPECT_EQ(ValueOf(ReadSweep(connection_, sweep.sweep.id)).ended, std::nullopt);
  MustSucceed(record(sweep.sweep.id, SweepState::kDone));
  MustSucceed(record(sweep.sweep.id, SweepState::kActive));
  EXPECT_EQ(ValueOf(ReadSweep(connection_, sweep.sweep.id)).state, SweepState::kDone);
  Cancel(other.sweep.id);
  MustSucceed(record(other.sweep.id, SweepState::kActive));
  EXPECT_EQ(ValueOf(ReadSweep(connection_, other.sweep.id)).state, SweepState::kCancelled);
  EXPECT_THAT(record(SweepId{"none"}, SweepState::kActive), HasCode(StatusCode::kNotFound));
}

TEST_F(SweepStoreTest, ProgressIsCountedByKindAndState) {
  const Submission sweep = Submit(MakeChain("a"));
  const auto counts = ValueOf(CountStages(connection_, sweep.sweep.id));
  ASSERT_THAT(counts, SizeIs(3));
  EXPECT_EQ(counts[0].kind, "evaluate");
  EXPECT_EQ(counts[0].state, StageState::kBlocked);
  EXPECT_EQ(counts[2].kind, "import_dataset");
  EXPECT_EQ(counts[2].state, StageState::kReady);
}

TEST_F(SweepStoreTest, ListingPagesNewestFirstWithoutGapsOrRepeats) {
  for (const char* name : {"a", "b", "c", "d", "e"}) Submit(MakeChain(name));
  std::vector<std::string> names;
  std::string page;
  do {
    const SweepPage result = ValueOf(ListSweeps(connection_, {}, 2, page));
    for (const SweepSummary& summary : result.sweeps) names.push_back(summary.sweep.name);
    page = result.next_page;
  } while (!page.empty());
  EXPECT_THAT(names, ElementsAre("e", "d", "c", "b", "a"));
}

TEST_F(SweepStoreTest, ListingFiltersAndCounts) {
  const Submission first = Submit(MakeChain("a"));
  Submit(MakeChain("b"));
  Finish(first);
  Write([&](sqlite::Transaction& transaction) {
    return EndSweep(transaction, first.sweep.id, SweepState::kDone, kLater);
  });
  const SweepPage done =
      ValueOf(ListSweeps(connection_, {.states = {SweepState::kDone}, .owner = "ada"}, 10, ""));
  ASSERT_THAT(done.sweeps, SizeIs(1));
  EXPECT_EQ(done.sweeps[0].points, 1);
  ASSERT_THAT(done.sweeps[0].stages, SizeIs(1));
  EXPECT_EQ(done.sweeps[0].stages[0].state, StageState::kDone);
  EXPECT_EQ(done.sweeps[0].stages[0].count, 3);
  EXPECT_THAT(ValueOf(ListSweeps(connection_, {.states = {}, .owner = "nobody"}, 10, "")).sweeps, IsEmpty());
}

TEST_F(SweepStoreTest, APageTokenFromElsewhereIsRefused) {
  EXPECT_THAT(ListSweeps(connection_, {}, 2, "[\"x\"]"),
              IsError(StatusCode::kInvalidArgument, "empty page token"));
  EXPECT_THAT(ListSweeps(connection_, {}, 2, "{"), HasCode(StatusCode::kInvalidArgument));
}

TEST_F(SweepStoreTest, PointsKeepTheOrderOfTheirCoordinates) {
  NewSweep sweep = MakeChain("a");
  sweep.points = {{{{"seed", "2"}, {"loss", "p\"o,e"}}, 2}, {{{"seed", "1"}}, 1}};
  Submit(sweep);
  const auto points = ValueOf(ListPoints(connection_, sweep.id, 0, 10));
  ASSERT_THAT(points, SizeIs(2));
  EXPECT_EQ(points[0].coordinates, (Coordinates{{"seed", "2"}, {"loss", "p\"o,e"}}));
  EXPECT_EQ(points[1].stage, KeyOf("a/train"));
  EXPECT_THAT(ValueOf(ListPoints(connection_, sweep.id, 1, 10)), SizeIs(1));
}

TEST_F(SweepStoreTest, AnUnknownSweepIsNotFound) {
  const SweepId id{"none"};
  EXPECT_THAT(ReadSweep(connection_, id), IsError(StatusCode::kNotFound, "none"));
  EXPECT_THAT(CountStages(connection_, id), HasCode(StatusCode::kNotFound));
  EXPECT_THAT(Try([&](sqlite::Transaction& transaction) {
                return EndSweep(transaction, id, SweepState::kDone, kNow);
              }),
              HasCode(StatusCode::kNotFound));
}

TEST_F(SweepStoreTest, AReplacedSweepNamesItsSuccessorWhichHasItsOwnerAndPriority) {
  NewSweep old = MakeChain("a");
  old.priority = 3;
  Submit(old);
  NewSweep next = MakeChain("b");
  next.owner = "bob";
  const Submission replaced =
      ValueOf(Try([&](sqlite::Transaction& transaction) { return ReplaceSweep(transaction, old.id, next); }));
  EXPECT_EQ(replaced.sweep.owner, "ada");
  EXPECT_EQ(replaced.sweep.priority, 3);
  const SweepRecord left = ValueOf(ReadSweep(connection_, old.id));
  EXPECT_EQ(left.state, SweepState::kCancelled);
  EXPECT_EQ(left.superseded_by, next.id);
  EXPECT_EQ(replaced.stages[0].state, StageState::kReady);  // Both read it.
}

TEST_F(SweepStoreTest, ARepeatedReplacementGivesTheSuccessorAsItStandsNow) {
  const NewSweep old = MakeChain("a");
  Submit(old);
  const NewSweep next = MakeChain("b");
  const auto replace = [&](const NewSweep& by) {
    return ValueOf(
        Try([&](sqlite::Transaction& transaction) { return ReplaceSweep(transaction, old.id, by); }));
  };
  replace(next);
  Cancel(next.id);
  EXPECT_EQ(replace(next).sweep.state, SweepState::kCancelled);
  NewSweep asked_anew = next;
  asked_anew.request_id = "another";
  EXPECT_EQ(replace(asked_anew).sweep.state, SweepState::kCancelled);
  // What its names stand for has changed, but it is the same request.
  NewSweep planned_anew = MakeChain("c");
  planned_anew.request_id = next.request_id;
  planned_anew.specification = next.specification;
  EXPECT_EQ(replace(planned_anew).sweep.id, next.id);
  EXPECT_THAT(Try([&](sqlite::Transaction& transaction) {
                return ReplaceSweep(transaction, old.id, MakeChain("d"));
              }),
              HasCode(StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace srnet::testing
