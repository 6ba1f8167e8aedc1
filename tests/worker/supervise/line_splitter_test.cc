#include "worker/supervise/line_splitter.h"

#include <gmock/gmock.h>

namespace srnet::supervise {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LineSplitter, LinesComeOutHoweverTheBytesAreCut) {
  LineSplitter lines(100);

  EXPECT_THAT(lines.Push("on"), IsEmpty());
  EXPECT_THAT(lines.Push("e\ntwo\nth"), ElementsAre("one", "two"));
  EXPECT_THAT(lines.Push("ree\n\n"), ElementsAre("three", ""));
}

TEST(LineSplitter, ALineBeyondTheLimitEndsIt) {
  LineSplitter lines(4);

  EXPECT_THAT(lines.Push("1234\n12345\n"), ElementsAre("1234"));
  EXPECT_TRUE(lines.overflowed());
  EXPECT_THAT(lines.Push("1\n"), IsEmpty());
}

}  // namespace
}  // namespace srnet::supervise
