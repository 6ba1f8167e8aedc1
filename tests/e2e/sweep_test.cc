// The main job through the real programs.
#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "tests/e2e/installation.h"

namespace srnet::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::size_t StagesOf(const std::vector<TrainerStart>& starts) {
  std::set<std::string> keys;
  for (const TrainerStart& start : starts) keys.insert(start.stage_key);
  return keys.size();
}

TEST(Sweep, EveryPointHasItsResultsAndEveryStageIsTrainedOnce) {
  Installation installation;
  installation.StartWorker();

  installation.RunSweep(TinySweep("[0.5]"));

  // import, bias, 2 fine-tuned, 2 masks, 1 ladder, and an evaluation for each of the 5 points.
  EXPECT_EQ(StagesOf(installation.TrainerStarts()), 12u);
  EXPECT_EQ(installation.TrainerStarts().size(), 12u);
  const std::string table = installation.Srnet({"results", "last"});
  for (const char* word : {"mask", "imp", "std", "poe", "50"}) EXPECT_THAT(table, HasSubstr(word));
}

TEST(Sweep, SubmittedAgainItTrainsNothing) {
  Installation installation;
  installation.StartWorker();
  installation.RunSweep(TinySweep("[0.5]"));
  const std::string results = installation.Export();
  const std::size_t starts = installation.TrainerStarts().size();

  installation.RunSweep(TinySweep("[0.5]"));

  EXPECT_EQ(installation.TrainerStarts().size(), starts);
  EXPECT_EQ(installation.Export(), results);
}

TEST(Sweep, OneMoreSparsityTrainsOnlyItsOwnMasks) {
  Installation installation;
  installation.StartWorker();
  installation.RunSweep(TinySweep("[0.5]"));
  const std::size_t starts = installation.TrainerStarts().size();

  installation.RunSweep(TinySweep("[0.5, 0.7]"));

  // Two losses, a mask and an evaluation for each.
  EXPECT_EQ(installation.TrainerStarts().size(), starts + 4);
  EXPECT_EQ(StagesOf(installation.TrainerStarts()), starts + 4);
}

}  // namespace
}  // namespace srnet::testing
