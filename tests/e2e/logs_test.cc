// What trainers write is read by who does not know the worker's machine, also when there is none any more.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/e2e/installation.h"
#include "tests/support/fifo.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

class Logs : public ::testing::Test {
 protected:
  // In place of the trainer, which is $TRAINER.
  void WriteTrainer(const std::string& script) {
    std::ofstream(installation_.folder() / "trainer.sh")
        << fmt::format("#!/bin/sh\nTRAINER={}\necho \"$$ $1\" >> {}\n{}", Program("srnet-trainer"),
                       (installation_.folder() / "starts").native(), script);
    ::chmod((installation_.folder() / "trainer.sh").c_str(), 0755);
  }

  Installation installation_;
};

TEST_F(Logs, OfAStageThatFailedAreReadWhenItsWorkerIsDead) {
  WriteTrainer("echo no such layer >&2\nexit 3\n");
  installation_.StartWorker();
  installation_.Submit(TinySweep("[0.5]") + "execution: {retries: {crashed: 0}}\n");
  EXPECT_EQ(installation_.TrySrnet({"watch", "last"}).code, 1);
  EXPECT_THAT(installation_.Srnet({"logs", "last"}), HasSubstr("attempt 1 on w1\nno such layer\n"));

  installation_.worker().Kill(SIGKILL);
  fs::remove_all(installation_.folder() / "worker");
  installation_.coordinator().Kill(SIGKILL);
  installation_.StartCoordinator();

  EXPECT_THAT(installation_.Srnet({"logs", "last"}), HasSubstr("attempt 1 on w1\nno such layer\n"));
  const std::string stage = installation_.TrainerStarts().at(0).stage_key;
  EXPECT_EQ(installation_.Srnet({"logs", stage, "--tail", "1"}), "no such layer\n");
  EXPECT_THAT(installation_.TrySrnet({"logs", stage, "--attempt", "2"}).errors,
              HasSubstr("has no attempt 2"));
}

TEST_F(Logs, OfATrainerAreReadWhileItRunsAndAfterItHasDiedWithItsWorker) {
  Fifo begun(installation_.folder() / "begun");
  const Fifo hold(installation_.folder() / "hold");
  WriteTrainer(
      fmt::format("mkdir {}/once 2> /dev/null || exec $TRAINER \"$@\"\n"
                  "echo before the end >&2\necho begun > {}\nread line < {}\n",
                  installation_.folder().native(), begun.path().native(), hold.path().native()));
  installation_.StartWorker();
  installation_.Submit(TinySweep("[0.5]"));
  begun.AwaitLine();
  const std::string stage = installation_.TrainerStarts().at(0).stage_key;
  EXPECT_EQ(installation_.Srnet({"logs", stage}), "before the end\n");

  installation_.worker().Kill(SIGKILL);
  installation_.StartWorker();
  installation_.AwaitEnd();

  EXPECT_EQ(installation_.Srnet({"logs", stage, "--attempt", "1"}), "before the end\n");
  EXPECT_EQ(installation_.TrySrnet({"logs", stage, "--follow"}).code, 0) << "the second one, which has ended";
}

}  // namespace
}  // namespace srnet::testing
