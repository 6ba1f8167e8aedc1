// The list of workers: who is there, what they hold, and when they last reported, also after a restart.
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>

#include <vector>

#include "storage/stores/worker_store.h"
#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"
#include "tests/support/status_matchers.h"

namespace srnet::app {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::SizeIs;

struct WorkerListTest : ::testing::Test {
  WorkerListTest() {
    service.FillCatalogue();
    service.Submit(kSpecification);
  }

  std::vector<v1::Worker> ListWorkers() {
    v1::ListWorkersResponse response;
    auto stub = v1::WorkerAdminService::NewStub(service.Connect());
    EXPECT_TRUE(stub->ListWorkers(TestCoordinator::Context().get(), {}, &response).ok());
    return {response.workers().begin(), response.workers().end()};
  }

  TestCoordinator service;
};

// The times at which workers last reported, as another run of the coordinator would read them: whatever was
// written before a command is in the store when the command is answered.
std::vector<storage::Instant> RecordedReports(TestCoordinator& service) {
  service.Cancel();
  auto reader = sqlite::Connection::Open(service.state() / "srnet.db", sqlite::Access::kReadOnly);
  EXPECT_THAT(reader, testing::IsOk());
  const auto workers = storage::ListWorkers(*reader);
  EXPECT_THAT(workers, testing::IsOk());
  std::vector<storage::Instant> times;
  for (const storage::WorkerRecord& worker : *workers) times.push_back(worker.last_seen);
  return times;
}

storage::Instant ToInstant(const google::protobuf::Timestamp& time) {
  return storage::Instant(
      std::chrono::milliseconds(google::protobuf::util::TimeUtil::TimestampToMilliseconds(time)));
}

TEST_F(WorkerListTest, ConnectedWorkersAreListedWithWhatTheyHold) {
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  const std::vector<v1::Worker> workers = ListWorkers();
  ASSERT_THAT(workers, SizeIs(1));
  EXPECT_TRUE(workers[0].connected());
  EXPECT_EQ(workers[0].description().host(), "test");
  EXPECT_THAT(workers[0].stage_keys(), ElementsAre(grant.stage_key()));
}

TEST_F(WorkerListTest, TheListSaysWhichCoordinatorAnswersAndWhenByItsClock) {
  auto stub = v1::WorkerAdminService::NewStub(service.Connect());
  v1::ListWorkersResponse response;
  ASSERT_TRUE(stub->ListWorkers(TestCoordinator::Context().get(), {}, &response).ok());
  EXPECT_EQ(response.coordinator().program_version(), ProgramVersion());
  EXPECT_EQ(ToInstant(response.coordinator().time()), service.Options().clock.utc());
}

TEST_F(WorkerListTest, AWorkerIsListedAfterARestartAlthoughItHasNotComeBack) {
  {
    FakeWorker worker(service, "w");
    worker.Report();
    worker.AwaitGrant();
  }
  service.Restart();
  const std::vector<v1::Worker> workers = ListWorkers();
  ASSERT_THAT(workers, SizeIs(1));
  EXPECT_EQ(workers[0].worker_id(), "w");
  EXPECT_FALSE(workers[0].connected());
  EXPECT_EQ(workers[0].description().host(), "test");
}

TEST_F(WorkerListTest, TheLastReportOfAWorkerIsKnownAfterARestart) {
  storage::Instant reported;
  {
    FakeWorker worker(service, "w");
    worker.Report();
    worker.AwaitGrant();
    service.Advance(seconds(20));
    worker.Report();
    worker.AwaitGrant();
    reported = service.Options().clock.utc();
    service.Advance(seconds(5));
  }
  service.Restart();
  const std::vector<v1::Worker> workers = ListWorkers();
  ASSERT_THAT(workers, SizeIs(1));
  EXPECT_EQ(ToInstant(workers[0].last_report_time()), reported);
}

TEST_F(WorkerListTest, TheLastReportOfAWorkerIsRecordedWhenItLeaves) {
  FakeWorker worker(service, "w");
  worker.Report();
  worker.AwaitGrant();
  service.Advance(seconds(20));
  const storage::Instant reported = service.Options().clock.utc();
  worker.Report();
  worker.Leave();
  EXPECT_THAT(RecordedReports(service), ElementsAre(reported));
}

TEST_F(WorkerListTest, TheReportsOfAWorkerAreRecordedOnceAMinuteWhileItIsThere) {
  service.Cancel();
  const storage::Instant opened = service.Options().clock.utc();
  FakeWorker worker(service, "w");
  const auto report = [&] {
    worker.Report();
    worker.AwaitNothing();
  };
  report();
  for (int i = 0; i < 2; ++i) {
    service.Advance(seconds(25));
    report();
  }
  EXPECT_THAT(RecordedReports(service), ElementsAre(opened));
  service.Advance(seconds(25));
  report();
  EXPECT_THAT(RecordedReports(service), ElementsAre(opened + seconds(75)));
}

}  // namespace
}  // namespace srnet::app
