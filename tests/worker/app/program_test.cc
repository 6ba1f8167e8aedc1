// The program srnet-worker as a process.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

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

}  // namespace
}  // namespace srnet::testing
