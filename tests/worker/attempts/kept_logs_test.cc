#include "worker/attempts/kept_logs.h"

#include <gmock/gmock.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/support/temporary_directory.h"

namespace srnet::attempts {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const AttemptId kId{DigestOf("stage"), 12};

TEST(KeptLogs, ALogIsTakenOverAndFoundAgain) {
  const testing::TemporaryDirectory state;
  std::ofstream(state / "trainer.log") << "step 1\nstep 2\n";

  const auto kept = KeptLogs::Open(state.path())->Keep(kId, state / "trainer.log");

  EXPECT_EQ(kept, (KeptLog{.id = kId, .start = 0}));
  EXPECT_FALSE(fs::exists(state / "trainer.log"));
  const KeptLogs later = *KeptLogs::Open(state.path());
  EXPECT_THAT(later.List(), ElementsAre(*kept));
  EXPECT_EQ(*ReadFile(later.PathOf(*kept), 100), "step 1\nstep 2\n");
}

TEST(KeptLogs, OfALongLogTheEndIsKeptFromTheStartOfALineAndItIsKnownHowMuchIsNot) {
  const testing::TemporaryDirectory state;
  const std::string line = "a line of sixteen\n";
  std::string text;
  while (text.size() <= 2 * kLongestKeptLog) text += line;
  std::ofstream(state / "trainer.log") << text;
  const KeptLogs logs = *KeptLogs::Open(state.path());

  const auto kept = logs.Keep(kId, state / "trainer.log");

  ASSERT_TRUE(kept.has_value());
  const std::string end = *ReadFile(logs.PathOf(*kept), kLongestKeptLog);
  EXPECT_EQ(kept->start + static_cast<std::int64_t>(end.size()), static_cast<std::int64_t>(text.size()));
  EXPECT_GT(end.size(), kLongestKeptLog - 2 * line.size());
  EXPECT_EQ(end.substr(0, line.size()), line);
}

TEST(KeptLogs, AnAttemptWhoseTrainerNeverRanHasNone) {
  const testing::TemporaryDirectory state;
  EXPECT_EQ(KeptLogs::Open(state.path())->Keep(kId, state / "trainer.log"), std::nullopt);
}

TEST(KeptLogs, WhatIsRemovedIsGoneAndWhatIsNoLogIsLeftAlone) {
  const testing::TemporaryDirectory state;
  std::ofstream(state / "trainer.log") << "x";
  const KeptLogs logs = *KeptLogs::Open(state.path());
  std::ofstream(state / "logs" / "notes.txt") << "of somebody";

  logs.Remove(*logs.Keep(kId, state / "trainer.log"));

  EXPECT_THAT(logs.List(), IsEmpty());
  EXPECT_TRUE(fs::exists(state / "logs" / "notes.txt"));
}

}  // namespace
}  // namespace srnet::attempts
