#include "storage/stores/sweep_lookup.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SweepLookupTest : public StoreFixture {
 protected:
  Submission SubmitAs(const std::string& id, const std::string& name) {
    NewSweep sweep = MakeChain(id);
    sweep.id = SweepId{id};
    sweep.name = name;
    return Submit(sweep);
  }
  void Cancel(const std::string& id) {
    Write([&](sqlite::Transaction& transaction) {
      return EndSweep(transaction, SweepId{id}, SweepState::kCancelled, kLater);
    });
  }
  std::string Resolve(std::string_view text) { return ValueOf(ResolveSweep(connection_, text)).value; }
};

TEST_F(SweepLookupTest, AnIdComesBeforeANameAndANameBeforeTheStartOfAnId) {
  SubmitAs("ab01", "first");
  SubmitAs("cd02", "ab01");
  SubmitAs("ef03", "ab");
  EXPECT_EQ(Resolve("ab01"), "ab01");
  EXPECT_EQ(Resolve("ab"), "ef03");
  EXPECT_EQ(Resolve("ab0"), "ab01");
}

TEST_F(SweepLookupTest, TheNewestOfANameAndTheNewestOfAllAreMeant) {
  SubmitAs("ff01", "grid");
  Cancel("ff01");
  SubmitAs("aa02", "grid");
  EXPECT_EQ(Resolve("grid"), "aa02");
  Cancel("aa02");
  EXPECT_EQ(Resolve("grid"), "aa02");
  SubmitAs("bb03", "other");
  EXPECT_EQ(Resolve("last"), "bb03");
}

TEST_F(SweepLookupTest, ANameThatSeveralActiveSweepsHaveIsRefusedWithTheirIds) {
  SubmitAs("ff01", "grid");
  SubmitAs("aa02", "grid");
  EXPECT_THAT(ResolveSweep(connection_, "grid"), IsError(StatusCode::kInvalidArgument, "aa02, ff01"));
  EXPECT_EQ(Resolve("ff"), "ff01");
  Cancel("aa02");
  EXPECT_EQ(Resolve("grid"), "aa02");
}

TEST_F(SweepLookupTest, WhatNamesNoneOrSeveralIsRefusedWithWhatToDo) {
  EXPECT_THAT(ResolveSweep(connection_, "last"), IsError(StatusCode::kNotFound, "srnet submit"));
  SubmitAs("ab01", "a");
  SubmitAs("ab02", "b");
  EXPECT_THAT(ResolveSweep(connection_, "ab"), IsError(StatusCode::kInvalidArgument, "ab01 and ab02"));
  EXPECT_THAT(ResolveSweep(connection_, "zz"), IsError(StatusCode::kNotFound, "srnet list"));
  EXPECT_THAT(ResolveSweep(connection_, ""), IsError(StatusCode::kNotFound, "srnet list"));
}

TEST_F(SweepLookupTest, StagesComeAfterTheirInputsWhateverTheirRows) {
  const Submission sweep = Submit(MakeChain("a"));
  // As if the last stage had been stored first, by a sweep of its own.
  MustSucceed(connection_.Execute("PRAGMA foreign_keys = OFF"));
  for (const std::string_view column :
       {"UPDATE stage SET id = {} WHERE id = {}", "UPDATE stage_input SET stage = {} WHERE stage = {}",
        "UPDATE stage_input SET input = {} WHERE input = {}",
        "UPDATE sweep_stage SET stage = {} WHERE stage = {}"}) {
    MustSucceed(connection_.Execute(fmt::format(fmt::runtime(column), -1, sweep.stages[2].id.value)));
  }
  const auto stages = ValueOf(ReadSweepStages(connection_, sweep.sweep.id));
  ASSERT_THAT(stages, SizeIs(3));
  std::vector<StageKey> seen;
  for (const SweepStage& stage : stages) {
    for (const StageKey& input : stage.inputs)
      EXPECT_TRUE(std::ranges::find(seen, input) != seen.end()) << stage.canonical;
    seen.push_back(stage.stage.key);
  }
  EXPECT_THAT(stages[2].inputs, ElementsAre(KeyOf("a/train"), KeyOf("data")));
}

TEST_F(SweepLookupTest, AStageShowsItsWorkerAndItsTimeOnceDone) {
  const Submission sweep = Submit(MakeChain("a"));
  const Token token = Grant(sweep.stages[0].id);
  EXPECT_EQ(ValueOf(ReadSweepStages(connection_, sweep.sweep.id))[0].worker, "w1");
  StageResult result;
  result.artifacts = {{"dataset", DigestOf("rows"), 4, ArtifactKind::kBlob}};
  MustSucceed(Accept(sweep.stages[0].id, token, result));
  const SweepStage done = ValueOf(ReadSweepStages(connection_, sweep.sweep.id))[0];
  EXPECT_EQ(done.worker, "w1");
  EXPECT_EQ(done.seconds, 300);  // kNow to kLater.
}

TEST_F(SweepLookupTest, PointsAreCountedWithThoseThatHaveTheirResult) {
  const Submission sweep = Submit(MakeChain("a"));
  EXPECT_EQ(ValueOf(CountPoints(connection_, sweep.sweep.id)).points, 1);
  EXPECT_EQ(ValueOf(CountPoints(connection_, sweep.sweep.id)).done, 0);
  Finish(sweep.stages[0].id, "dataset");
  Finish(sweep.stages[1].id, "checkpoint");
  Finish(sweep.stages[2].id, "logits");
  EXPECT_EQ(ValueOf(CountPoints(connection_, sweep.sweep.id)).done, 1);
  EXPECT_THAT(CountPoints(connection_, SweepId{"zz"}), HasCode(StatusCode::kNotFound));
}

TEST_F(SweepLookupTest, AnArtifactIsFoundByItsDigest) {
  const Submission sweep = Submit(MakeChain("a"));
  EXPECT_EQ(ValueOf(FindArtifact(connection_, DigestOf("rows"))).has_value(), false);
  StageResult result;
  result.artifacts = {{"dataset", DigestOf("rows"), 4, ArtifactKind::kTree}};
  MustSucceed(Accept(sweep.stages[0].id, Grant(sweep.stages[0].id), result));
  const auto found = ValueOf(FindArtifact(connection_, DigestOf("rows")));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->bytes, 4);
  EXPECT_EQ(found->kind, ArtifactKind::kTree);
}

}  // namespace
}  // namespace srnet::testing
