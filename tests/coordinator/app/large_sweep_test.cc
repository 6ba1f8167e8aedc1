// A sweep of thousands of stages over the wire: watched in parts, asked about, and ended as a small one is.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kSparsities = 1000;
// The import, the fine-tuning and its evaluation; a mask and its evaluation for each sparsity.
constexpr int kStages = 3 + 2 * kSparsities;

std::string ThousandSparsities() {
  std::string list;
  for (int i = 0; i < kSparsities; ++i) list += fmt::format("{:.4f}, ", (i + 0.5) / kSparsities);
  return "[" + list + "]";
}

struct LargeSweepTest : ::testing::Test {
  LargeSweepTest() {
    service.FillCatalogue();
    EXPECT_TRUE(service.Submit(Edited(ThousandSparsities())).status.ok());
  }

  // How many stages each response of a watch has, until every stage was there.
  std::vector<int> PartsOfSnapshot() {
    std::vector<int> parts;
    std::set<std::string> keys;
    EXPECT_TRUE(service.WatchUntil([&](const v1::WatchSweepResponse& response) {
      parts.push_back(response.stages_size());
      for (const v1::Stage& stage : response.stages()) keys.insert(stage.stage_key());
      return keys.size() == std::size_t{kStages};
    }));
    return parts;
  }

  TestCoordinator service;
};

TEST_F(LargeSweepTest, ItsSnapshotComesInPartsAlsoOnceItHasEnded) {
  EXPECT_THAT(PartsOfSnapshot(), ElementsAre(2000, kStages - 2000));
  service.Cancel();
  service.Restart();
  EXPECT_THAT(PartsOfSnapshot(), ElementsAre(2000, kStages - 2000));
}

TEST_F(LargeSweepTest, IsListedExplainedAndCancelledAsASmallOneIs) {
  const auto stub = v1::SweepService::NewStub(service.Connect());
  v1::ListSweepsResponse list;
  ASSERT_TRUE(stub->ListSweeps(TestCoordinator::Context().get(), {}, &list).ok());
  ASSERT_THAT(list.sweeps(), SizeIs(1));
  EXPECT_EQ(list.sweeps(0).stages().ready(), 1);
  EXPECT_EQ(list.sweeps(0).stages().blocked(), kStages - 1);

  v1::ExplainRequest request;
  request.set_stage_key(service.StageOf("evaluate").stage_key());
  v1::ExplainResponse explanation;
  ASSERT_TRUE(stub->Explain(TestCoordinator::Context().get(), request, &explanation).ok());
  EXPECT_THAT(explanation.reasons(), Not(IsEmpty()));

  EXPECT_EQ(service.Cancel().response.sweep().stages().cancelled(), kStages);
}

TEST_F(LargeSweepTest, AFailureThatSkipsThousandsOfStagesReachesWhoeverWatches) {
  v1::WatchSweepRequest request;
  request.set_sweep_id("last");
  const auto context = TestCoordinator::Context();
  const auto stub = v1::SweepService::NewStub(service.Connect());
  const auto reader = stub->WatchSweep(context.get(), request);
  v1::WatchSweepResponse response;
  ASSERT_TRUE(reader->Read(&response));

  FakeWorker worker(service, "w");
  worker.Report();
  worker.Fail(worker.AwaitGrant(), v1::FAILURE_CLASS_BAD_INPUT);
  worker.Report();

  std::set<std::string> skipped;
  do {
    for (const v1::Stage& stage : response.stages()) {
      if (stage.state() == v1::Stage::STATE_SKIPPED) skipped.insert(stage.stage_key());
    }
  } while (reader->Read(&response));
  const grpc::Status ended = reader->Finish();
  EXPECT_TRUE(ended.ok()) << ended.error_message();
  EXPECT_EQ(response.sweep().state(), v1::Sweep::STATE_FAILED);
  EXPECT_THAT(skipped, SizeIs(kStages - 1));
}

}  // namespace
}  // namespace srnet::app
