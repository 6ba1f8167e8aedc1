// The disk fills up under the real programs: each says so in one line, and goes on once there is space.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "tests/e2e/installation.h"
#include "tests/e2e/tiny_model.h"
#include "tests/support/small_disk.h"

namespace srnet::testing {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::size_t kMebibyte = 1 << 20;

class FullDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.refusal().empty()) GTEST_SKIP() << disk_.refusal();
  }
  // What a log of SQLite holds already can be written again without more space.
  static void RestartCoordinator(Installation& installation) {
    installation.coordinator().Kill(SIGTERM);
    installation.StartCoordinator();
  }

  SmallDisk disk_{64 * kMebibyte};
};

std::size_t Lines(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST_F(FullDisk, ASubmissionIsRefusedWithOneLineAndTakenOnceThereIsSpace) {
  Installation installation(disk_ / "state");
  RestartCoordinator(installation);
  const auto sweep = installation.Write(TinySweep("[0.5]"));
  disk_.Fill();

  const ProgramRun refused = installation.TrySrnet({"submit", sweep});
  EXPECT_EQ(refused.code, 4);
  EXPECT_EQ(Lines(refused.errors), 1u) << refused.errors;
  EXPECT_THAT(refused.errors,
              AllOf(HasSubstr("srnet.db"), HasSubstr("disk is full"), HasSubstr("free space")));
  const ProgramRun list = installation.TrySrnet({"list", "--output", "json"});
  EXPECT_EQ(list.code, 0) << list.errors;

  disk_.Free();
  installation.StartWorker();
  installation.RunSweep(TinySweep("[0.5]"));
  EXPECT_EQ(installation.TrainerStarts().size(), 12u);
}

TEST_F(FullDisk, AnImportIsRefusedWithOneLineAndTakenOnceThereIsSpace) {
  Installation installation(disk_ / "state");
  std::ofstream(installation.folder() / "model/vocab.txt", std::ios::app) << std::string(2 * kMebibyte, 'x');
  disk_.Fill(kMebibyte);

  const ProgramRun refused =
      installation.TrySrnet({"model", "import", "large", installation.folder() / "model"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_THAT(refused.errors,
              AllOf(HasSubstr("vocab.txt"), HasSubstr("No space left"), HasSubstr("free space")));
  EXPECT_THAT(installation.Srnet({"model", "list"}), ::testing::Not(HasSubstr("large")));

  disk_.Free();
  installation.Srnet({"model", "import", "large", installation.folder() / "model"});
  EXPECT_THAT(installation.Srnet({"model", "list"}), HasSubstr("large"));
}

TEST_F(FullDisk, ACoordinatorThatCannotStartSaysWhy) {
  disk_.Fill();
  const ProgramRun run = RunProgram("srnet-coordinator", {"--state", disk_ / "state"});
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(Lines(run.errors), 1u) << run.errors;
  EXPECT_THAT(run.errors, AllOf(StartsWith("srnet-coordinator: "), HasSubstr((disk_ / "state").native()),
                                HasSubstr("space")));

  disk_.Free();
  Installation installation(disk_ / "state");
  EXPECT_THAT(installation.Srnet({"data", "list"}), HasSubstr("tiny"));
}

TEST_F(FullDisk, ARunningSweepWaitsForSpaceAndTrainsNothingTwice) {
  std::string expected;
  {
    Installation undisturbed;
    undisturbed.StartWorker();
    undisturbed.RunSweep(TinySweep("[0.5]"));
    expected = undisturbed.Export();
  }
  Installation installation(disk_ / "state");
  RestartCoordinator(installation);
  installation.Submit(TinySweep("[0.5]"));
  disk_.Fill();

  installation.StartWorker();
  installation.AwaitInLog("coordinator", "free space");
  disk_.Free();
  installation.AwaitInLog("worker", "attempt granted");
  disk_.Fill();
  installation.AwaitInLog("worker", "No space left on device");
  disk_.Free();
  installation.AwaitEnd();

  EXPECT_EQ(installation.Export(), expected);
  EXPECT_EQ(installation.TrainerStarts().size(), 12u);
}

}  // namespace
}  // namespace srnet::testing
