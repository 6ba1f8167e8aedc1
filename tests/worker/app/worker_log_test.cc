// What becomes of the logs of a worker's trainers.
#include <filesystem>
#include <thread>

#include "tests/worker/app/worker_fixture.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

class WorkerLogTest : public WorkerFixture {
 protected:
  // The log of the attempt, once it is stated and in the store.
  std::string Handed(const v1::AttemptGrant& grant) {
    if (!coordinator_.AwaitLog(grant)) return "none";
    const std::string sha256 = coordinator_.LogOf(grant).sha256();
    while (!coordinator_.artifacts().Has(sha256)) std::this_thread::yield();
    return coordinator_.artifacts().Get(sha256);
  }
  bool AwaitNoLogs() {
    return coordinator_.AwaitReport([](const v1::SessionRequest& request) { return request.logs().empty(); });
  }
};

TEST_F(WorkerLogTest, TheLogOfAFailureIsHandedInOnceAndThenForgotten) {
  StartWorker();
  const v1::AttemptGrant grant = Grant("log no such layer\nsignal 6\n");
  coordinator_.Want(grant);

  EXPECT_EQ(Handed(grant), "no such layer\n");
  EXPECT_EQ(coordinator_.LogOf(grant).bytes(), 14);

  coordinator_.ForgetReports();
  EXPECT_TRUE(AwaitNoLogs());
  worker_.reset();
  EXPECT_TRUE(fs::is_empty(folder_ / "state/logs"));
}

TEST_F(WorkerLogTest, SoIsThatOfASuccess) {
  StartWorker();
  const v1::AttemptGrant grant = Grant("log all is well\ndone\n");
  coordinator_.Want(grant);

  EXPECT_EQ(Handed(grant), "all is well\n");
}

TEST_F(WorkerLogTest, AResultDoesNotWaitForALogThatCannotBeUploaded) {
  StartWorker();
  coordinator_.artifacts().RefuseUploads(true);
  const v1::AttemptGrant grant = Grant("log no such layer\nsignal 6\n");
  coordinator_.Want(grant);

  ASSERT_TRUE(coordinator_.AwaitState(grant, kFailed));

  EXPECT_EQ(coordinator_.LogOf(grant).sha256(), "");
  coordinator_.artifacts().RefuseUploads(false);
  EXPECT_EQ(Handed(grant), "no such layer\n");
}

// The receipt was lost, say, and the blob collected since.
TEST_F(WorkerLogTest, ALogThatTheStoreHasLostIsUploadedAgain) {
  StartWorker();
  coordinator_.AcceptLogs(false);
  const v1::AttemptGrant grant = Grant("log no such layer\nsignal 6\n");
  coordinator_.Want(grant);
  EXPECT_EQ(Handed(grant), "no such layer\n");
  coordinator_.artifacts().Erase(DigestOf("no such layer\n").ToHex());

  coordinator_.AcceptLogs(true);

  EXPECT_EQ(Handed(grant), "no such layer\n");
}

TEST_F(WorkerLogTest, TheNextProcessHandsInWhatTheOneBeforeCouldNot) {
  StartWorker();
  coordinator_.AcceptLogs(false);
  const v1::AttemptGrant grant = Grant("log no such layer\nsignal 6\n");
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitLog(grant));
  worker_.reset();
  coordinator_.artifacts().Erase(DigestOf("no such layer\n").ToHex());
  coordinator_.AcceptLogs(true);
  coordinator_.ForgetReports();

  StartWorker();

  EXPECT_EQ(Handed(grant), "no such layer\n");
}

TEST_F(WorkerLogTest, TheLogOfATrainerThatDiesWithItsWorkerIsHandedInByTheNextProcess) {
  StartWorker();
  Fifo fifo(folder_ / "fifo");
  const v1::AttemptGrant grant = Grant("log before the end\nhold " + fifo.path().native() + "\nhang\n");
  coordinator_.Want(grant);
  fifo.AwaitLine();
  worker_.reset();  // Without a farewell, and with its trainer.
  coordinator_.ForgetReports();

  StartWorker();

  EXPECT_EQ(Handed(grant), "before the end\n");
}

TEST_F(WorkerLogTest, TheLogOfATrainerThatRunsIsReadWhileSomebodyFollowsIt) {
  StartWorker();
  Fifo fifo(folder_ / "fifo");
  const v1::AttemptGrant grant = Grant("log before\nawait " + fifo.path().native() + "\nlog after\nhang\n");
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kRunning));

  coordinator_.Follow(grant);
  const auto await = [&](const std::string& text) {
    return coordinator_.AwaitReport([&](const v1::SessionRequest& request) {
      return request.attempts_size() == 1 && request.attempts(0).log() == text;
    });
  };
  EXPECT_TRUE(await("before\n"));
  fifo.Release();

  EXPECT_TRUE(await("after\n"));
}

}  // namespace
}  // namespace srnet::testing
