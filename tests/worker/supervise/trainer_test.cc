#include "worker/supervise/trainer.h"

#include <gmock/gmock.h>
#include <signal.h>

#include "tests/support/fifo.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/supervise/trainer_runner.h"

namespace srnet {
namespace {

using std::chrono::milliseconds;
using supervise::TrainerEnd;
using ::testing::AllOf;
using testing::Fails;
using testing::Fifo;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using testing::TrainerRunner;
using trainer_protocol::FailureClass;

MATCHER_P2(FailedAs, failure_class, message, "") {
  if (!arg.failure.has_value()) return false;
  *result_listener << Name(arg.failure->failure_class) << ": " << arg.failure->message;
  return arg.failure->failure_class == failure_class &&
         ExplainMatchResult(message, arg.failure->message, result_listener);
}

TEST(Trainer, EventsArriveInOrderBeforeTheEndOfASuccess) {
  TrainerRunner runner;

  const TrainerEnd end =
      runner.Run({R"(event {"event":"curve","set":"dev","metric":"accuracy","step":1,"value":0.5})",
                  R"(event {"event":"checkpoint","step":7})", "done"});

  EXPECT_FALSE(end.failure.has_value());
  ASSERT_EQ(runner.events().size(), 2u);
  EXPECT_EQ(std::get<trainer_protocol::CurvePoint>(runner.events()[0]).value, 0.5);
  EXPECT_EQ(std::get<trainer_protocol::Checkpointed>(runner.events()[1]).step, 7);
}

TEST(Trainer, AFailureIsWhatTheTrainerSaysItIs) {
  TrainerRunner runner;

  const TrainerEnd end = runner.Run(
      {R"(event {"event":"failed","class":"diverged","message":"loss is not finite at step 3"})", "exit 1"});

  EXPECT_THAT(end, FailedAs(FailureClass::kDiverged, "loss is not finite at step 3"));
}

TEST(Trainer, AnExitWithoutALastWordIsACrashWithTheEndOfTheLog) {
  TrainerRunner runner;

  EXPECT_THAT(runner.Run({"log something is wrong", "exit 3"}),
              FailedAs(FailureClass::kCrashed,
                       AllOf(HasSubstr("exited with code 3"), HasSubstr("something is wrong"))));
}

TEST(Trainer, AFatalSignalIsACrashThatNamesIt) {
  TrainerRunner runner;

  EXPECT_THAT(runner.Run({"signal 6"}), FailedAs(FailureClass::kCrashed, HasSubstr("SIGABRT")));
}

TEST(Trainer, ALineThatIsNoEventKillsTheTrainer) {
  TrainerRunner runner;

  EXPECT_THAT(runner.Run({"event hello", "hang"}), FailedAs(FailureClass::kCrashed, HasSubstr("hello")));
}

TEST(Trainer, AnEventAfterTheLastWordTakesTheSuccessBack) {
  TrainerRunner runner;

  EXPECT_THAT(runner.Run({R"(event {"event":"done"})", R"(event {"event":"checkpoint","step":7})", "hang"}),
              FailedAs(FailureClass::kCrashed, HasSubstr("after its last word")));
}

TEST(Trainer, PeakMemoryIsThatOfTheTrainer) {
  TrainerRunner runner;

  EXPECT_GE(runner.Run({"eat 64", "done"}).exit.peak_memory_bytes, 64 << 20);
}

TEST(Trainer, StopLetsItReportThatItWasPreempted) {
  TrainerRunner runner;
  Fifo fifo(runner.folder() / "fifo");
  ASSERT_THAT(runner.Start({"preemptible", "hold " + fifo.path().native(), "hang"}), IsOk());
  fifo.AwaitLine();

  runner.Stop(FailureClass::kPreempted);

  EXPECT_THAT(runner.End(), FailedAs(FailureClass::kPreempted, "asked to stop"));
}

TEST(Trainer, OneThatIgnoresSigtermIsKilledAfterTheGrace) {
  TrainerRunner runner;
  Fifo fifo(runner.folder() / "fifo");
  ASSERT_THAT(runner.Start({"deaf", "hold " + fifo.path().native(), "hang"}, milliseconds(1)), IsOk());
  fifo.AwaitLine();

  runner.Stop(FailureClass::kCancelled);

  const TrainerEnd end = runner.End();
  EXPECT_THAT(end, FailedAs(FailureClass::kCancelled, HasSubstr("stopped")));
  EXPECT_EQ(end.exit.signal, SIGKILL);
}

TEST(Trainer, KillGivesNoGrace) {
  TrainerRunner runner;
  Fifo fifo(runner.folder() / "fifo");
  ASSERT_THAT(runner.Start({"deaf", "hold " + fifo.path().native(), "hang"}), IsOk());
  fifo.AwaitLine();

  runner.Kill(FailureClass::kPreempted);

  EXPECT_THAT(runner.End(), FailedAs(FailureClass::kPreempted, HasSubstr("stopped")));
}

TEST(Trainer, ItsChildrenDieWithIt) {
  TrainerRunner runner;
  Fifo fifo(runner.folder() / "fifo");
  ASSERT_THAT(runner.Start({"hold " + fifo.path().native(), "child", "exit 0"}), IsOk());
  fifo.AwaitLine();

  runner.End();

  fifo.AwaitEnd();  // Ends only when the child, which inherited the pipe, is dead.
}

TEST(Trainer, DestroyingItKillsTheProcess) {
  TrainerRunner runner;
  Fifo fifo(runner.folder() / "fifo");
  ASSERT_THAT(runner.Start({"deaf", "hold " + fifo.path().native(), "child", "hang"}), IsOk());
  fifo.AwaitLine();

  runner.Destroy();

  fifo.AwaitEnd();
}

TEST(Trainer, AProgramThatIsNotThereIsNamed) {
  TrainerRunner runner;

  EXPECT_THAT(runner.Start({}, milliseconds(1), "/no/such/trainer"),
              Fails(StatusCode::kNotFound, HasSubstr("/no/such/trainer")));
}

}  // namespace
}  // namespace srnet
