#include "coordinator/app/flags.h"

#include <gmock/gmock.h>

#include <vector>

namespace srnet::app {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

ParsedFlags Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"srnet-coordinator", "--state", "/tmp/state"});
  return ParseFlags(static_cast<int>(arguments.size()), arguments.data());
}

TEST(CoordinatorFlags, QuotasAndWeightsRepeatAndAStarIsForAllOthers) {
  const ParsedFlags parsed =
      Parse({"--quota", "ann=4", "--quota", "*=0", "--weight", "ann=2", "--weight", "b=b=3"});
  ASSERT_FALSE(parsed.exit_code);
  EXPECT_THAT(parsed.flags.coordinator.quotas, ElementsAre(Pair("*", 0u), Pair("ann", 4u)));
  EXPECT_THAT(parsed.flags.coordinator.weights, ElementsAre(Pair("ann", 2u), Pair("b=b", 3u)));
}

TEST(CoordinatorFlags, WhatIsNoNumberOfAnOwnerIsRefused) {
  for (const char* wrong : {"ann", "=4", "ann=", "ann=many", "ann=-1", "ann=1.5", "ann=99999999999"})
    EXPECT_EQ(Parse({"--quota", wrong}).exit_code, 2) << wrong;
  EXPECT_EQ(Parse({"--weight", "ann=0"}).exit_code, 2);
  EXPECT_EQ(Parse({"--quota", "ann=1", "--quota", "ann=2"}).exit_code, 2);
}

TEST(CoordinatorFlags, TheReserveOfTheDiskIsASizeThatADiskCanHave) {
  EXPECT_EQ(Parse({"--disk-reserve", "2GB"}).flags.coordinator.disk_reserve, std::int64_t{2} << 30);
  for (const char* wrong : {"-5", "-2GB", "9EB", "99999999999999999999", "much"})
    EXPECT_EQ(Parse({"--disk-reserve", wrong}).exit_code, 2) << wrong;
}

}  // namespace
}  // namespace srnet::app
