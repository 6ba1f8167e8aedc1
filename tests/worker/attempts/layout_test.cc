#include "worker/attempts/layout.h"

#include <gtest/gtest.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::attempts {
namespace {

namespace fs = std::filesystem;
using testing::IsOk;

// A resume folder last written `age` hours ago.
void MakeResume(const Layout& layout, const std::string& stage, int age) {
  const fs::path folder = layout.ResumeFolder(DigestOf(stage));
  fs::create_directories(folder);
  std::ofstream(folder / "state") << "a checkpoint";
  fs::last_write_time(folder, fs::file_time_type::clock::now() - std::chrono::hours(age));
}

TEST(Layout, OpeningRemovesAttemptsAndKeepsCheckpoints) {
  const testing::TemporaryDirectory state;
  const Layout before = *Layout::Open(state.path());
  ASSERT_THAT(before.MakeAttemptFolder({DigestOf("a"), 3}), IsOk());
  MakeResume(before, "a", 1);

  const Layout after = *Layout::Open(state.path());

  EXPECT_FALSE(fs::exists(after.AttemptFolder({DigestOf("a"), 3})));
  EXPECT_TRUE(fs::exists(after.ResumeFolder(DigestOf("a"))));
}

TEST(Layout, OpeningKeepsTheLogsOfAttemptsThatDiedWithTheirWorker) {
  const testing::TemporaryDirectory state;
  const AttemptId id{DigestOf("a"), 3};
  const Layout before = *Layout::Open(state.path());
  ASSERT_THAT(before.MakeAttemptFolder(id), IsOk());
  std::ofstream(before.TrainerLog(id)) << "no such layer\n";

  const Layout after = *Layout::Open(state.path());

  ASSERT_EQ(after.logs().List(), (std::vector<KeptLog>{{.id = id, .start = 0}}));
  EXPECT_EQ(*ReadFile(after.logs().PathOf({.id = id, .start = 0}), 100), "no such layer\n");
}

TEST(Layout, AttemptsAtOneStageShareTheirCheckpointOnly) {
  const testing::TemporaryDirectory state;
  const Layout layout = *Layout::Open(state.path());

  EXPECT_NE(layout.AttemptFolder({DigestOf("a"), 1}), layout.AttemptFolder({DigestOf("a"), 2}));
}

TEST(Layout, TrimmingRemovesTheOldestIdleCheckpoints) {
  const testing::TemporaryDirectory state;
  const Layout layout = *Layout::Open(state.path());
  MakeResume(layout, "held", 9);
  MakeResume(layout, "oldest", 8);
  MakeResume(layout, "old", 7);
  MakeResume(layout, "new", 1);

  layout.TrimResume({DigestOf("held")}, 2);

  EXPECT_TRUE(fs::exists(layout.ResumeFolder(DigestOf("held"))));
  EXPECT_FALSE(fs::exists(layout.ResumeFolder(DigestOf("oldest"))));
  EXPECT_TRUE(fs::exists(layout.ResumeFolder(DigestOf("old"))));
  EXPECT_TRUE(fs::exists(layout.ResumeFolder(DigestOf("new"))));
}

// They would take the place of checkpoints.
TEST(Layout, TrimmingRemovesIdleFoldersWithoutACheckpoint) {
  const testing::TemporaryDirectory state;
  const Layout layout = *Layout::Open(state.path());
  MakeResume(layout, "old", 7);
  fs::create_directories(layout.ResumeFolder(DigestOf("evaluation")));
  fs::create_directories(layout.ResumeFolder(DigestOf("about to begin")));

  layout.TrimResume({DigestOf("about to begin")}, 1);

  EXPECT_TRUE(fs::exists(layout.ResumeFolder(DigestOf("old"))));
  EXPECT_FALSE(fs::exists(layout.ResumeFolder(DigestOf("evaluation"))));
  EXPECT_TRUE(fs::exists(layout.ResumeFolder(DigestOf("about to begin"))));
}

}  // namespace
}  // namespace srnet::attempts
