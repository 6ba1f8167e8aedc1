#include "worker/supervise/oom_watch.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"

namespace srnet::supervise {
namespace {

TEST(CounterIn, FindsTheWholeNameOnly) {
  EXPECT_EQ(CounterIn("oom_kill_disable 1\nunder_oom 0\noom_kill 3\n", "oom_kill"), 3);
  EXPECT_EQ(CounterIn("low 0\noom 2\n", "oom_kill"), std::nullopt);
}

TEST(OomWatch, SeesACounterThatGrew) {
  const testing::TemporaryDirectory folder;
  std::ofstream(folder / "events") << "oom_kill 3\n";
  const OomWatch watch({folder / "missing", folder / "events"});

  EXPECT_FALSE(watch.KilledSince());
  std::ofstream(folder / "events") << "oom_kill 4\n";
  EXPECT_TRUE(watch.KilledSince());
}

TEST(OomWatch, MissingCountersCountNothing) { EXPECT_FALSE(OomWatch({"/no/such/file"}).KilledSince()); }

}  // namespace
}  // namespace srnet::supervise
