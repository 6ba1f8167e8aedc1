#include "cli/output/pager.h"

#include <gtest/gtest.h>
#include <signal.h>

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

TEST(Pager, TheCommandHearsTheSignalsThatAreBlockedHere) {
  const testing::TemporaryDirectory folder;
  const auto file = folder / "blocked";
  sigset_t interrupt;
  sigset_t before;
  ::sigemptyset(&interrupt);
  ::sigaddset(&interrupt, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &interrupt, &before);
  EXPECT_TRUE(Page("grep SigBlk /proc/self/status > '" + file.native() + "'", ""));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  std::ostringstream blocked;
  blocked << std::ifstream(file).rdbuf();
  EXPECT_EQ(blocked.str(), "SigBlk:\t0000000000000000\n");
}

TEST(Pager, LeavingItBeforeTheEndIsNoError) { EXPECT_TRUE(Page("true", std::string(1 << 20, 'x'))); }

TEST(Pager, ACommandThatDoesNotExistHasShownNothing) {
  EXPECT_FALSE(Page("srnet-no-such-pager 2> /dev/null", "text"));
  EXPECT_FALSE(Page("/dev/null 2> /dev/null", "text")) << "no program";
}

}  // namespace
}  // namespace srnet::cli
