// The program srnet-worker as a process.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/files/files.h"
#include "tests/worker/app/worker_fixture.h"

namespace srnet::testing {
namespace {

class ProgramTest : public WorkerFixture {
 protected:
  pid_t StartProgram() {
    const std::string state = folder_ / "state";
    const pid_t program = ::fork();
    if (program == 0) {
      ::execl(SRNET_WORKER, "srnet-worker", "--coordinator", coordinator_.address().c_str(), "--state",
              state.c_str(), "--id", "w1", "--trainer", SRNET_FAKE_TRAINER, "--log-level", "warning",
              nullptr);
      ::_exit(127);
    }
    return program;
  }

  static int AwaitStatus(pid_t program) {
    int status = 0;
    ::waitpid(program, &status, 0);
    return status;
  }
};

TEST_F(ProgramTest, SigtermEndsItWithSuccess) {
  Fifo fifo(folder_ / "fifo");
  const pid_t program = StartProgram();
  const v1::AttemptGrant grant = Grant("preemptible\nhold " + fifo.path().native() + "\nhang\n");
  coordinator_.Want(grant);
  fifo.AwaitLine();

  ::kill(program, SIGTERM);

  const int status = AwaitStatus(program);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_EQ(coordinator_.ReportOf(grant).failure_class(), v1::FAILURE_CLASS_PREEMPTED);
}

TEST_F(ProgramTest, AfterSigkillItsTrainersAreDeadAndANewOneGoesOnFromTheCheckpoint) {
  Fifo fifo(folder_ / "fifo");
  // The second run finds what the first one kept, and its product shows it.
  const v1::AttemptGrant grant = Grant("deaf\nkeep checkpoint x\nchild\nhold " + fifo.path().native() +
                                       "\nawait " + (folder_ / "go").native() + "\ndone\n");
  Fifo go(folder_ / "go");
  const pid_t first = StartProgram();
  coordinator_.Want(grant);
  fifo.AwaitLine();
  ::kill(first, SIGKILL);
  AwaitStatus(first);
  fifo.AwaitEnd();

  const pid_t second = StartProgram();
  fifo.AwaitLine();
  go.Release();

  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  EXPECT_EQ(coordinator_.ReportOf(grant).result().artifacts(0).sha256(), DigestOf("xx").ToHex());
  ::kill(second, SIGTERM);
  AwaitStatus(second);
}

TEST_F(ProgramTest, AResultThatWasNotTakenBeforeSigkillIsHandedInWithoutTrainingAgain) {
  const std::filesystem::path starts = folder_ / "starts";
  const v1::AttemptGrant grant =
      Grant("append " + starts.native() + " start\nevent " +
            R"({"event":"metric","set":"dev","metric":"accuracy","group":"","value":0.75})" +
            "\nproduct dataset rows\ndone\n");
  coordinator_.AcceptResults(false);
  const pid_t first = StartProgram();
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  ::kill(first, SIGKILL);
  AwaitStatus(first);
  coordinator_.ForgetReports();
  coordinator_.AcceptResults(true);

  const pid_t second = StartProgram();

  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  EXPECT_EQ(coordinator_.ReportOf(grant).result().metrics(0).value(), 0.75);
  EXPECT_EQ(*ReadFile(starts, 100), "start\n");
  ::kill(second, SIGTERM);
  AwaitStatus(second);
}

TEST_F(ProgramTest, WithoutACoordinatorSigtermEndsItAtOnce) {
  const v1::AttemptGrant grant = Grant("done\n");
  coordinator_.AcceptResults(false);
  const pid_t program = StartProgram();
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  coordinator_.Stop();
  const auto start = std::chrono::steady_clock::now();

  ::kill(program, SIGTERM);

  EXPECT_EQ(AwaitStatus(program), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));  // The farewell takes 5.
}

}  // namespace
}  // namespace srnet::testing
