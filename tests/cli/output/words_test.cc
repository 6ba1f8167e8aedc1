#include "cli/output/words.h"

#include <gtest/gtest.h>

namespace srnet::cli {
namespace {

TEST(Words, SecondsGrowIntoMinutesAndHours) {
  EXPECT_EQ(FormatSeconds(0.04), "0.0 s");
  EXPECT_EQ(FormatSeconds(59.9), "59.9 s");
  EXPECT_EQ(FormatSeconds(59.96), "1 min 00 s");
  EXPECT_EQ(FormatSeconds(185), "3 min 05 s");
  EXPECT_EQ(FormatSeconds(7500), "2 h 05 min");
}

TEST(Words, BytesGrowByThousands) {
  EXPECT_EQ(FormatBytes(612), "612 B");
  EXPECT_EQ(FormatBytes(90868376), "91 MB");
  EXPECT_EQ(FormatBytes(999600), "1 MB");
}

TEST(Words, TimeIsInUtcAndEmptyWhenUnset) {
  google::protobuf::Timestamp time;
  EXPECT_EQ(FormatTime(time), "");
  time.set_seconds(1767323045);
  EXPECT_EQ(FormatTime(time), "2026-01-02 03:04:05");
  EXPECT_EQ(FormatTime(time, Form::kExact), "2026-01-02T03:04:05Z");
}

TEST(Words, StatesAreLowerCaseAndALeasedStageRuns) {
  EXPECT_EQ(StateName(v1::Sweep::STATE_ACTIVE), "active");
  EXPECT_EQ(StateName(v1::Stage::STATE_LEASED), "running");
  EXPECT_EQ(ClassName(v1::FAILURE_CLASS_OUT_OF_MEMORY), "out_of_memory");
}

}  // namespace
}  // namespace srnet::cli
