#include "worker/app/worker.h"

#include <fstream>
#include <sstream>

#include "tests/worker/app/worker_fixture.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class WorkerTest : public WorkerFixture {};

std::string Content(const fs::path& file) {
  std::ifstream stream(file);
  std::stringstream content;
  content << stream.rdbuf();
  return content.str();
}

TEST_F(WorkerTest, ASuccessIsReportedWithItsResultAfterItsProductsAreUploaded) {
  StartWorker();
  const v1::AttemptGrant grant = Grant(
      "need model/config.json {\"layers\":2}\n"
      "event {\"event\":\"metric\",\"set\":\"dev\",\"metric\":\"accuracy\",\"group\":\"\",\"value\":0.75}\n"
      "event {\"event\":\"curve\",\"set\":\"dev\",\"metric\":\"accuracy\",\"step\":5,\"value\":0.5}\n"
      "event {\"event\":\"notice\",\"text\":\"mind the gap\"}\n"
      "event {\"event\":\"checkpoint\",\"step\":40}\n"
      "event {\"event\":\"engine\",\"torch\":\"2.11.0\",\"precision\":\"bf16\",\"threads\":3}\n"
      "product dataset rows\ndone\n");

  coordinator_.Want(grant);

  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  const v1::AttemptReport report = coordinator_.ReportOf(grant);
  EXPECT_EQ(report.result().metrics(0).value(), 0.75);
  EXPECT_EQ(report.result().curve(0).step(), 5);
  EXPECT_EQ(report.notices(0), "mind the gap");
  ASSERT_EQ(report.result().artifacts_size(), 1);
  EXPECT_EQ(report.result().artifacts(0).name(), "dataset");
  EXPECT_EQ(report.checkpoint_step(), 40);
  EXPECT_THAT(report.result().provenance(),
              AllOf(HasSubstr(R"("worker":"w1")"), HasSubstr(R"("precision":"bf16")"),
                    HasSubstr(R"("torch":"2.11.0")"), HasSubstr(R"("notices":["mind the gap"])")));
  EXPECT_EQ(coordinator_.artifacts().Get(report.result().artifacts(0).sha256()), "rows");
}

TEST_F(WorkerTest, AnAcceptedAttemptLeavesNothingBehind) {
  StartWorker();
  const v1::AttemptGrant grant = Grant("keep checkpoint step1\ndone\n");
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  coordinator_.ForgetReports();

  ASSERT_TRUE(AwaitNothingHeld());
  worker_.reset();

  EXPECT_FALSE(fs::exists(AttemptFolder(grant)));
  EXPECT_FALSE(fs::exists(ResumeFolder(grant)));
}

// Its lease had run out, say; the stage is not done and comes back.
TEST_F(WorkerTest, ASuccessThatIsNotTakenLeavesItsCheckpointToTheNextAttempt) {
  StartWorker();
  coordinator_.AcceptResults(false);
  const std::string script = "keep checkpoint x\ndone\n";
  const v1::AttemptGrant stale = Grant(script, 1);
  coordinator_.Want(stale);
  ASSERT_TRUE(coordinator_.AwaitState(stale, kSucceeded));
  coordinator_.ForgetReports();
  coordinator_.Unwant(stale);
  ASSERT_TRUE(AwaitNothingHeld());

  coordinator_.AcceptResults(true);
  const v1::AttemptGrant fresh = Grant(script, 2);
  coordinator_.Want(fresh);

  ASSERT_TRUE(coordinator_.AwaitState(fresh, kSucceeded));
  EXPECT_EQ(coordinator_.ReportOf(fresh).result().artifacts(0).sha256(), DigestOf("xx").ToHex());
  EXPECT_FALSE(fs::exists(AttemptFolder(stale)));
}

TEST_F(WorkerTest, TheNextStageReadsAProductWithoutADownload) {
  StartWorker();
  const v1::AttemptGrant producer = Grant("product dataset rows\ndone\n");
  coordinator_.Want(producer);
  ASSERT_TRUE(coordinator_.AwaitState(producer, kSucceeded));
  const v1::AttemptGrant reader = Reader(producer, "rows", "copy dataset bias\ndone\n");
  const int downloads = coordinator_.artifacts().downloads();

  coordinator_.Want(reader);

  ASSERT_TRUE(coordinator_.AwaitState(reader, kSucceeded));
  EXPECT_EQ(coordinator_.artifacts().downloads(), downloads + 1);  // Only the script.
  EXPECT_EQ(coordinator_.ReportOf(reader).result().artifacts(0).sha256(), DigestOf("rows").ToHex());
}

TEST_F(WorkerTest, ACrashIsReportedWithTheEndOfTheLog) {
  StartWorker();
  const v1::AttemptGrant grant = Grant("log no such layer\nsignal 6\n");
  coordinator_.Want(grant);

  ASSERT_TRUE(coordinator_.AwaitState(grant, kFailed));

  EXPECT_EQ(coordinator_.ReportOf(grant).failure_class(), v1::FAILURE_CLASS_CRASHED);
  EXPECT_THAT(coordinator_.ReportOf(grant).failure_message(), HasSubstr("SIGABRT"));
  EXPECT_THAT(coordinator_.ReportOf(grant).failure_message(), HasSubstr("no such layer"));
}

TEST_F(WorkerTest, AProductThatIsNotWhatTheTrainerSaidIsACrash) {
  StartWorker();
  const v1::AttemptGrant grant = Grant("misreport dataset rows\ndone\n");
  coordinator_.Want(grant);

  ASSERT_TRUE(coordinator_.AwaitState(grant, kFailed));

  EXPECT_EQ(coordinator_.ReportOf(grant).failure_class(), v1::FAILURE_CLASS_CRASHED);
  EXPECT_THAT(coordinator_.ReportOf(grant).failure_message(), HasSubstr("digest"));
}

TEST_F(WorkerTest, AnInputThatTheStoreLacksIsDataMissing) {
  StartWorker();
  const v1::AttemptGrant grant = Grant("done\n");
  coordinator_.artifacts().Erase(DigestOf("done\n").ToHex());
  coordinator_.Want(grant);

  ASSERT_TRUE(coordinator_.AwaitState(grant, kFailed));

  EXPECT_EQ(coordinator_.ReportOf(grant).failure_class(), v1::FAILURE_CLASS_DATA_MISSING);
}

TEST_F(WorkerTest, AStageThatThisProgramDoesNotKnowIsBadInput) {
  StartWorker();
  v1::AttemptGrant grant = Grant("done\n");
  grant.set_stage(R"({"kind":"levitate"})");
  coordinator_.Want(grant);

  ASSERT_TRUE(coordinator_.AwaitState(grant, kFailed));

  EXPECT_EQ(coordinator_.ReportOf(grant).failure_class(), v1::FAILURE_CLASS_BAD_INPUT);
}

TEST_F(WorkerTest, AttemptsAheadFetchTheirInputsWhileOneRuns) {
  StartWorker();
  Fifo fifo(folder_ / "fifo");
  const v1::AttemptGrant first = Grant("await " + fifo.path().native() + "\ndone\n");
  const v1::AttemptGrant second = Grant("product dataset 2\ndone\n");
  coordinator_.Want(first);
  coordinator_.Want(second);
  ASSERT_TRUE(coordinator_.AwaitState(first, kRunning));
  ASSERT_TRUE(coordinator_.AwaitState(second, kQueued));

  while (coordinator_.artifacts().downloads() < 4)
    std::this_thread::yield();  // Two scripts, manifest, config.
  EXPECT_EQ(coordinator_.ReportOf(second).state(), kQueued);
  fifo.Release();

  EXPECT_TRUE(coordinator_.AwaitState(second, kSucceeded));
}

TEST_F(WorkerTest, WhatIsNotWantedAnyMoreIsStopped) {
  StartWorker();
  Fifo fifo(folder_ / "fifo");
  const v1::AttemptGrant grant = Grant("child\nhold " + fifo.path().native() + "\nhang\n");
  coordinator_.Want(grant);
  fifo.AwaitLine();

  coordinator_.Unwant(grant);

  fifo.AwaitEnd();
}

TEST_F(WorkerTest, ANewTokenRunsOnlyAfterTheOldAttemptIsDeadAndGoesOnFromItsCheckpoint) {
  StartWorker(2);
  Fifo first_fifo(folder_ / "first");
  const fs::path log = folder_ / "starts";
  // Each attempt leaves a mark in the resume folder; the first then hangs until it is stopped.
  const std::string script =
      "keep checkpoint x\nappend " + log.native() + " start\nhold " + first_fifo.path().native() + "\nhang\n";
  const v1::AttemptGrant old_attempt = Grant(script, 1);
  coordinator_.Want(old_attempt);
  first_fifo.AwaitLine();

  coordinator_.Unwant(old_attempt);
  coordinator_.Want(Grant(script, 2));
  first_fifo.AwaitEnd();
  first_fifo.AwaitLine();

  EXPECT_EQ(Content(log), "start\nstart\n");
  EXPECT_EQ(Content(ResumeFolder(old_attempt) / "checkpoint"), "xx");
}

TEST_F(WorkerTest, WorkGoesOnAndIsHandedInWhenTheCoordinatorComesBack) {
  StartWorker();
  Fifo fifo(folder_ / "fifo");
  const v1::AttemptGrant grant = Grant("await " + fifo.path().native() + "\nproduct dataset rows\ndone\n");
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kRunning));
  coordinator_.Stop();
  fifo.Release();

  coordinator_.Start();

  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  EXPECT_TRUE(coordinator_.artifacts().Has(DigestOf("rows").ToHex()));
}

TEST_F(WorkerTest, AProductThatTheStoreLostIsUploadedAgain) {
  StartWorker();
  coordinator_.AcceptResults(false);
  const v1::AttemptGrant grant = Grant("product dataset rows\ndone\n");
  coordinator_.Want(grant);
  ASSERT_TRUE(coordinator_.AwaitState(grant, kSucceeded));
  coordinator_.artifacts().Erase(DigestOf("rows").ToHex());

  coordinator_.AcceptResults(true);
  coordinator_.ForgetReports();

  EXPECT_TRUE(AwaitNothingHeld());
  EXPECT_TRUE(coordinator_.artifacts().Has(DigestOf("rows").ToHex()));
}

TEST_F(WorkerTest, StoppingLetsTrainersReportThatTheyWerePreempted) {
  StartWorker();
  Fifo fifo(folder_ / "fifo");
  const v1::AttemptGrant running =
      Grant("preemptible\nkeep checkpoint x\nhold " + fifo.path().native() + "\nhang\n");
  const v1::AttemptGrant ahead = Grant("done\n");
  coordinator_.Want(running);
  fifo.AwaitLine();
  coordinator_.Want(ahead);
  ASSERT_TRUE(coordinator_.AwaitState(ahead, kQueued));

  worker_->Stop();

  EXPECT_THAT(worker_->Wait(), IsOk());
  EXPECT_EQ(coordinator_.ReportOf(running).failure_class(), v1::FAILURE_CLASS_PREEMPTED);
  EXPECT_EQ(coordinator_.ReportOf(running).failure_message(), "asked to stop");
  EXPECT_EQ(coordinator_.ReportOf(ahead).failure_class(), v1::FAILURE_CLASS_PREEMPTED);
  EXPECT_TRUE(fs::exists(ResumeFolder(running)));
}

TEST_F(WorkerTest, ASecondStopDoesNotWaitForTrainersThatDoNotListen) {
  StartWorker();
  Fifo fifo(folder_ / "fifo");
  coordinator_.Want(Grant("deaf\nhold " + fifo.path().native() + "\nhang\n"));
  fifo.AwaitLine();
  worker_->Stop();

  worker_->Stop();

  EXPECT_THAT(worker_->Wait(), IsOk());
  fifo.AwaitEnd();
}

TEST_F(WorkerTest, ACoordinatorOfAnotherVersionEndsTheWorkerWithItsReason) {
  coordinator_.RefuseSessions(grpc::StatusCode::FAILED_PRECONDITION);
  StartWorker();

  EXPECT_THAT(worker_->Wait(), Fails(StatusCode::kFailedPrecondition, HasSubstr("refused on purpose")));
}

TEST_F(WorkerTest, TwoWorkersCannotShareAStateFolder) {
  StartWorker();
  worker::Flags flags;
  flags.coordinator = coordinator_.address();
  flags.state = folder_ / "state";
  flags.trainer = SRNET_FAKE_TRAINER;

  EXPECT_THAT(worker::Worker::Start({.flags = flags, .dying = std::chrono::milliseconds(0)}),
              Fails(StatusCode::kAlreadyExists, HasSubstr("another worker")));
}

TEST_F(WorkerTest, AMissingTrainerIsNamedAtOnce) {
  worker::Flags flags;
  flags.coordinator = coordinator_.address();
  flags.state = folder_ / "state";
  flags.trainer = "/no/such/trainer";

  EXPECT_THAT(worker::Worker::Start({.flags = flags}),
              Fails(StatusCode::kNotFound, HasSubstr("/no/such/trainer")));
}

}  // namespace
}  // namespace srnet::testing
