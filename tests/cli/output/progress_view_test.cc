#include "cli/output/progress_view.h"

#include <gmock/gmock.h>

#include <chrono>

namespace srnet::cli {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr ProgressView::Instant kStart{std::chrono::hours(1)};

v1::Stage MakeStage(const std::string& key, v1::Stage::State state) {
  v1::Stage stage;
  stage.set_stage_key(key);
  stage.set_label("stage " + key);
  stage.set_state(state);
  return stage;
}

v1::Stage RunningStage(const std::string& key, std::int64_t step) {
  v1::Stage stage = MakeStage(key, v1::Stage::STATE_LEASED);
  stage.mutable_progress()->set_phase("train");
  stage.mutable_progress()->set_step(step);
  stage.mutable_progress()->set_total_steps(100);
  stage.mutable_progress()->set_examples_per_second(31.25);
  return stage;
}

v1::WatchSweepResponse Response(const std::vector<v1::Stage>& stages) {
  v1::WatchSweepResponse response;
  response.mutable_sweep()->mutable_stages()->set_done(1);
  response.mutable_sweep()->mutable_stages()->set_ready(2);
  for (const v1::Stage& stage : stages) *response.add_stages() = stage;
  return response;
}

const Terminal kPlain{.interactive = false, .width = 80};
const Terminal kScreen{.interactive = true, .width = 120};

TEST(ProgressView, StageThatEndedBeforeTheWatchIsNotReported) {
  ProgressView view(kPlain);
  EXPECT_THAT(view.Update(Response({MakeStage("a", v1::Stage::STATE_DONE)}), kStart), IsEmpty());
}

TEST(ProgressView, StageThatEndsIsReportedOnceWithItsTime) {
  ProgressView view(kPlain);
  view.Update(Response({MakeStage("a", v1::Stage::STATE_READY)}), kStart);
  v1::Stage done = MakeStage("a", v1::Stage::STATE_DONE);
  done.set_seconds(12.34);
  EXPECT_THAT(view.Update(Response({done}), kStart), ElementsAre("done     stage a  12.3 s"));
  EXPECT_THAT(view.Update(Response({done}), kStart), IsEmpty());
}

TEST(ProgressView, TimeIsThatSinceTheFirstProgressUntilTheServiceHasIt) {
  ProgressView view(kPlain);
  view.Update(Response({RunningStage("a", 0)}), kStart);
  EXPECT_THAT(view.Update(Response({MakeStage("a", v1::Stage::STATE_DONE)}), kStart + seconds(20)),
              ElementsAre("done     stage a  20.0 s"));
}

TEST(ProgressView, FailureIsReportedWithItsClassAndTheFirstLineOfItsMessage) {
  ProgressView view(kPlain);
  view.Update(Response({MakeStage("a", v1::Stage::STATE_READY)}), kStart);
  v1::Stage failed = MakeStage("a", v1::Stage::STATE_FAILED);
  failed.set_failure_class(v1::FAILURE_CLASS_DIVERGED);
  failed.set_failure_message("loss is NaN\nat step 7");
  EXPECT_THAT(view.Update(Response({failed}), kStart),
              ElementsAre("failed   stage a: diverged: loss is NaN"));
  EXPECT_THAT(view.Failures(), SizeIs(1));
}

TEST(ProgressView, NoticeIsToldOnceHoweverManyStagesHaveIt) {
  ProgressView view(kPlain);
  v1::Stage done = MakeStage("a", v1::Stage::STATE_DONE);
  done.add_notices("of long ago");
  view.Update(Response({done}), kStart);
  v1::Stage first = MakeStage("b", v1::Stage::STATE_LEASED);
  first.add_notices("9 rows were cut");
  v1::Stage second = MakeStage("c", v1::Stage::STATE_LEASED);
  *second.mutable_notices() = first.notices();
  EXPECT_THAT(view.Update(Response({first, second}), kStart),
              ElementsAre("note     stage b: 9 rows were cut"));
  second.add_notices("something else");
  EXPECT_THAT(view.Update(Response({first, second}), kStart),
              ElementsAre("note     stage c: something else"));
}

TEST(ProgressView, WithoutATerminalAStartIsALineAndAReminderEveryHalfMinute) {
  ProgressView view(kPlain);
  EXPECT_THAT(view.Update(Response({RunningStage("a", 0)}), kStart), ElementsAre("started  stage a"));
  EXPECT_THAT(view.Update(Response({RunningStage("a", 10)}), kStart + seconds(10)), IsEmpty());
  EXPECT_THAT(view.Update(Response({RunningStage("a", 50)}), kStart + seconds(30)),
              ElementsAre("running  stage a: train 50/100, 31.2 examples/s, 30.0 s left"));
}

TEST(ProgressView, GrantedStageThatHasNotStartedIsNotRunning) {
  ProgressView view(kScreen);
  view.Update(Response({MakeStage("a", v1::Stage::STATE_LEASED)}), kStart);
  EXPECT_THAT(view.Block(kStart), ElementsAre("1 of 3 stages done, 0 running"));
}

TEST(ProgressView, TerminalShowsABarForEachRunningStage) {
  ProgressView view(kScreen);
  view.Update(Response({RunningStage("a", 0), RunningStage("b", 50)}), kStart);
  const auto block = view.Block(kStart);
  ASSERT_THAT(block, SizeIs(3));
  EXPECT_THAT(block[0], HasSubstr("[....................] train 0/100"));
  EXPECT_THAT(block[1], HasSubstr("[##########..........] train 50/100"));
  EXPECT_EQ(block[2], "1 of 3 stages done, 2 running");
}

TEST(ProgressView, TimeLeftIsThatOfThePhase) {
  ProgressView view(kScreen);
  v1::Stage tokenising = RunningStage("a", 90);
  tokenising.mutable_progress()->set_phase("tokenise");
  view.Update(Response({tokenising}), kStart);
  view.Update(Response({RunningStage("a", 0)}), kStart + seconds(100));
  EXPECT_THAT(view.Block(kStart + seconds(100))[0], Not(HasSubstr("left")));
  view.Update(Response({RunningStage("a", 20)}), kStart + seconds(110));
  EXPECT_THAT(view.Block(kStart + seconds(110))[0], HasSubstr("40.0 s left"));
}

TEST(ProgressView, NoLineIsWiderThanTheTerminal) {
  ProgressView view({.interactive = true, .width = 30});
  view.Update(Response({RunningStage("a", 50)}), kStart);
  for (const std::string& line : view.Block(kStart)) EXPECT_LT(line.size(), 30u);
}

TEST(ProgressView, BlockIsLowerThanTheTerminalAndCountsWhatItLeavesOut) {
  ProgressView view({.interactive = true, .width = 80, .height = 5});
  view.Update(Response({RunningStage("a", 1), RunningStage("b", 2), RunningStage("c", 3)}), kStart);
  EXPECT_THAT(view.Block(kStart), ElementsAre(HasSubstr("stage a"), HasSubstr("stage b"),
                                              HasSubstr("stage c"), HasSubstr("3 running")));
  view.Update(Response({RunningStage("d", 4)}), kStart);
  EXPECT_THAT(view.Block(kStart),
              ElementsAre(HasSubstr("stage a"), HasSubstr("stage b"), "+2 more", HasSubstr("4 running")));
}

TEST(ProgressView, GrantedStageIsWaitedForBeforeAReadyOneAndNothingWhileOneRuns) {
  ProgressView view(kPlain);
  EXPECT_EQ(view.Waiting(), nullptr);
  view.Update(Response({MakeStage("a", v1::Stage::STATE_BLOCKED), MakeStage("b", v1::Stage::STATE_READY)}),
              kStart);
  ASSERT_NE(view.Waiting(), nullptr);
  EXPECT_EQ(view.Waiting()->stage_key(), "b");
  view.Update(Response({MakeStage("c", v1::Stage::STATE_LEASED)}), kStart);
  EXPECT_EQ(view.Waiting()->stage_key(), "c");
  view.Update(Response({RunningStage("c", 1)}), kStart);
  EXPECT_EQ(view.Waiting(), nullptr);
}

TEST(ProgressView, SkippedStagesAreCounted) {
  ProgressView view(kScreen);
  v1::WatchSweepResponse response = Response({});
  response.mutable_sweep()->mutable_stages()->set_failed(1);
  response.mutable_sweep()->mutable_stages()->set_skipped(4);
  view.Update(response, kStart);
  EXPECT_THAT(view.Block(kStart), ElementsAre("1 of 8 stages done, 0 running, 1 failed, 4 skipped"));
}

}  // namespace
}  // namespace srnet::cli
