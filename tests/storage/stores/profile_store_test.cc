#include "storage/stores/profile_store.h"

#include <gmock/gmock.h>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ProfileStoreTest : public StoreFixture {
 protected:
  // Lets the first stage of the chain run for that long on the worker.
  void Run(const std::string& chain, const std::string& worker, std::chrono::milliseconds time,
           const std::string& provenance = "") {
    NewSweep sweep = MakeChain(chain);
    sweep.stages[0] = MakeStage(chain + "/data", "import_dataset");
    sweep.stages[0].shape = "bert";
    sweep.stages[0].examples = 100;
    const Submission submission = Submit(sweep);
    const StageId stage = submission.stages[0].id;
    const Token token = ValueOf(Try([&](sqlite::Transaction& transaction) {
      return RecordGrant(transaction, stage, WorkerId{worker}, kNow);
    }));
    StageResult result;
    result.artifacts.push_back({"dataset", DigestOf(chain), 50, ArtifactKind::kBlob});
    result.provenance = provenance;
    Write([&](sqlite::Transaction& transaction) {
      return AcceptResult(transaction, stage, token, result, kNow + time);
    });
  }

  void AddWorker(const std::string& id, const std::string& device) {
    WorkerRecord worker;
    worker.id = WorkerId{id};
    worker.labels = "{}";
    worker.devices = {{.index = 0, .kind = "cuda", .name = device}};
    Write([&](sqlite::Transaction& transaction) { return RecordWorker(transaction, worker); });
  }

  std::vector<Profile> Read(const std::vector<std::string>& workers = {}) {
    return ValueOf(ReadProfiles(connection_, workers));
  }
};

TEST_F(ProfileStoreTest, RunsOfOneKindAndShapeAreSummedUp) {
  EXPECT_THAT(Read(), IsEmpty());
  Run("a", "w1", std::chrono::seconds(10));
  Run("b", "w1", std::chrono::milliseconds(2500));
  const std::vector<Profile> profiles = Read();
  ASSERT_THAT(profiles, SizeIs(1));
  EXPECT_EQ(profiles[0].kind, "import_dataset");
  EXPECT_EQ(profiles[0].shape, "bert");
  EXPECT_EQ(profiles[0].runs, 2);
  EXPECT_DOUBLE_EQ(profiles[0].seconds, 12.5);
  EXPECT_EQ(profiles[0].examples, 200);
  EXPECT_EQ(profiles[0].bytes, 100);
}

TEST_F(ProfileStoreTest, ThePeakMemoryIsTheMostOfAnyRunThatTellsIt) {
  Run("a", "w1", std::chrono::seconds(1), R"({"peak_memory_bytes":300})");
  Run("b", "w1", std::chrono::seconds(1), R"({"peak_memory_bytes":200})");
  Run("c", "w1", std::chrono::seconds(1));
  Run("d", "w1", std::chrono::seconds(1), R"({"device":"cpu"})");
  EXPECT_EQ(Read()[0].peak_memory_bytes, 300);
}

TEST_F(ProfileStoreTest, OtherDevicesCountOnlyForTheirWorkers) {
  AddWorker("fast", "H200");
  AddWorker("slow", "T4");
  AddWorker("idle", "H200");
  Run("a", "fast", std::chrono::seconds(1));
  Run("b", "slow", std::chrono::seconds(9));
  EXPECT_DOUBLE_EQ(Read()[0].seconds, 10);
  EXPECT_DOUBLE_EQ(Read({"idle"})[0].seconds, 1);
  EXPECT_DOUBLE_EQ(Read({"slow", "idle"})[0].seconds, 10);
  EXPECT_THAT(Read({"w1"}), IsEmpty());
}

}  // namespace
}  // namespace srnet::testing
