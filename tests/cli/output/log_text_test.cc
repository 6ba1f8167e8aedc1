#include "cli/output/log_text.h"

#include <gtest/gtest.h>

namespace srnet::cli {
namespace {

v1::GetLogResponse Response(const std::string& data, std::int64_t skipped = 0) {
  v1::GetLogResponse response;
  response.set_stage_key("ab");
  response.set_attempt(2);
  response.set_data(data);
  response.set_skipped_bytes(skipped);
  return response;
}

TEST(LastLines, AreCountedWithOrWithoutTheLastLineFeed) {
  EXPECT_EQ(LastLines("one\ntwo\nthree\n", 1), "three\n");
  EXPECT_EQ(LastLines("one\ntwo\nthree\n", 2), "two\nthree\n");
  EXPECT_EQ(LastLines("one\ntwo\nthree", 2), "two\nthree");
  EXPECT_EQ(LastLines("one\n\n\n", 2), "\n\n");
}

TEST(LastLines, OfFewerAreAll) {
  EXPECT_EQ(LastLines("one\ntwo\n", 2), "one\ntwo\n");
  EXPECT_EQ(LastLines("one\ntwo\n", 100), "one\ntwo\n");
  EXPECT_EQ(LastLines("", 3), "");
}

TEST(LogText, SaysWhatIsMissingBeforeIt) {
  EXPECT_EQ(LogText(Response("step 1\n")), "step 1\n");
  EXPECT_EQ(LogText(Response("step 1\n", 2'000'000)), "(2 MB of the log are missing here)\nstep 1\n");
}

TEST(LogText, EndsWithALineFeedUnlessThereIsNothing) {
  EXPECT_EQ(LogText(Response("killed")), "killed\n");
  EXPECT_EQ(LogText(Response("")), "");
}

TEST(LogJson, IsAnObjectALine) {
  EXPECT_EQ(LogJson(Response("say \"x\"\n\nkilled", 12)),
            "{\"stage_key\":\"ab\",\"attempt\":2,\"skipped_bytes\":\"12\"}\n"
            "{\"stage_key\":\"ab\",\"attempt\":2,\"line\":\"say \\\"x\\\"\"}\n"
            "{\"stage_key\":\"ab\",\"attempt\":2,\"line\":\"\"}\n"
            "{\"stage_key\":\"ab\",\"attempt\":2,\"line\":\"killed\"}\n");
}

}  // namespace
}  // namespace srnet::cli
