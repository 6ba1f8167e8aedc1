#include "coordinator/app/execution_text.h"

#include <gmock/gmock.h>

#include <chrono>

#include "tests/support/status_matchers.h"

namespace srnet::app {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(ExecutionText, ReadsBackWhatWasWritten) {
  planning::Execution execution;
  execution.retries.crashed = 0;
  execution.retries.out_of_memory = 2;
  execution.deadline = std::chrono::hours(4);
  execution.labels = {{"gpu", "h\"200"}, {"zone", "a"}};
  const auto read = ReadExecution(ToText(execution));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->crash_retries, 0);
  EXPECT_EQ(read->memory_retries, 2);
  EXPECT_EQ(read->deadline, std::chrono::hours(4));
  EXPECT_THAT(read->labels, ElementsAre(Pair("gpu", "h\"200"), Pair("zone", "a")));
}

TEST(ExecutionText, HasOnlyWhatWasWritten) {
  planning::Execution execution;
  execution.labels = {{"gpu", "h200"}};
  EXPECT_EQ(ToText(execution), R"({"labels":{"gpu":"h200"}})");
  EXPECT_EQ(ToText(planning::Execution()), "");
  const auto usual = ReadExecution("");
  ASSERT_THAT(usual, IsOk());
  EXPECT_TRUE(*usual == core::Execution());
}

TEST(ExecutionText, NamesTheMemberThatIsWrong) {
  EXPECT_THAT(ReadExecution(R"({"retries":{"crashed":1000}})"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("execution.retries.crashed")));
  EXPECT_THAT(ReadExecution(R"({"deadlin":1})"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("execution.deadlin")));
}

}  // namespace
}  // namespace srnet::app
