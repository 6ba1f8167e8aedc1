#include "cli/output/pager.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/temporary_directory.h"

namespace srnet::cli {
namespace {

TEST(Pager, TextsThatLeaveNoRoomForThePromptAreLong) {
  EXPECT_FALSE(IsLongerThan("1\n2\n", 3));
  EXPECT_TRUE(IsLongerThan("1\n2\n3\n", 3));
}

TEST(Pager, TheCommandGetsTheWholeText) {
  const testing::TemporaryDirectory folder;
  const auto file = folder / "shown";
  EXPECT_TRUE(Page("cat > '" + file.native() + "'", "one\ntwo\n"));
  std::ostringstream shown;
  shown << std::ifstream(file).rdbuf();
  EXPECT_EQ(shown.str(), "one\ntwo\n");
}

TEST(Pager, LeavingItBeforeTheEndIsNoError) { EXPECT_TRUE(Page("true", std::string(1 << 20, 'x'))); }

TEST(Pager, ACommandThatDoesNotExistHasShownNothing) {
  EXPECT_FALSE(Page("srnet-no-such-pager 2> /dev/null", "text"));
}

}  // namespace
}  // namespace srnet::cli
