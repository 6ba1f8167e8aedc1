// Two runs on one state folder: the second is a guest of the first one's coordinator until that ends.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "tests/e2e/child.h"
#include "tests/e2e/folder_watch.h"
#include "tests/e2e/installation.h"
#include "tests/e2e/tiny_model.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using ::testing::HasSubstr;

class TakeOver : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteTinyModelFolder(folder_ / "model");
    std::ofstream(folder_ / "sweep.yaml") << TinySweep("[0.3, 0.5, 0.7, 0.9]");
    EXPECT_EQ(Start("setup", {"model", "import", "tiny", folder_ / "model"}).Wait().code, 0);
    EXPECT_EQ(Start("setup", {"data", "generate", "--name", "tiny", "--rows-train", "200", "--rows-dev", "40",
                              "--rows-ood", "60"})
                  .Wait()
                  .code,
              0);
  }

  // What it says is in the log of that name.
  Child Start(const std::string& log, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {SRNET_CLI, "--state", folder_ / "state"});
    return Child(arguments, folder_ / log, false);
  }
  Child Run(const std::string& log) { return Start(log, {"run", folder_ / "sweep.yaml"}); }

  std::string Log(const std::string& name) {
    std::ostringstream content;
    content << std::ifstream(folder_ / name).rdbuf();
    return content.str();
  }

  void AwaitInLog(const std::string& name, const std::string& text) {
    const bool came = FolderWatch(folder_.path()).Await(std::chrono::minutes(2), [&] {
      return Log(name).find(text) != std::string::npos;
    });
    ASSERT_TRUE(came) << text << " is not in:\n" << Log(name);
  }

  TemporaryDirectory folder_;
};

TEST_F(TakeOver, SecondRunGoesOnInThePlaceOfTheFirst) {
  Child first = Run("first");
  AwaitInLog("first", "started");
  Child second = Run("second");
  AwaitInLog("second", "started");

  first.Kill(SIGINT);
  const Finished finished = second.Wait();

  EXPECT_EQ(finished.code, 0) << Log("second");
  EXPECT_THAT(finished.output, HasSubstr("full model"));
  EXPECT_THAT(Log("second"), HasSubstr("this one goes on in its place"));
  EXPECT_THAT(Log("first"), HasSubstr("To go on: srnet --state"));
}

TEST_F(TakeOver, InterruptedGuestSaysThatTheSweepGoesOn) {
  Child first = Run("first");
  AwaitInLog("first", "started");
  Child second = Run("second");
  AwaitInLog("second", "started");

  second.Kill(SIGINT);

  EXPECT_THAT(Log("second"), HasSubstr("the sweep goes on for as long as the other srnet runs"));
  first.Kill(SIGINT);
}

}  // namespace
}  // namespace srnet::testing
