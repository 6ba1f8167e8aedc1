// A worker dies after a training is done and before its result is taken: nothing is trained again.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/e2e/installation.h"
#include "tests/support/fifo.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

// The trainer of the first fine-tuning does not end when it is done: it says so in `done`, and waits for
// somebody to open `hold`. What all of them say is kept.
void WriteLingeringTrainer(const fs::path& script, const fs::path& words, const Fifo& done,
                           const Fifo& hold) {
  std::ofstream(script) << fmt::format(
      "#!/bin/sh\n{} \"$@\" 2>> {} || exit $?\ngrep -q '\"kind\":\"finetune\"' \"$1\" || exit 0\n"
      "mkdir {}.once 2> /dev/null || exit 0\necho done > {}\nread line < {}\n",
      Program("srnet-trainer"), words.native(), script.native(), done.path().native(), hold.path().native());
  ::chmod(script.c_str(), 0755);
}

std::string Content(const fs::path& file) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  return content.str();
}

// A sweep whose first fine-tuning is done and not handed in, on worker "w1".
class HandIn : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteLingeringTrainer(installation_.folder() / "trainer.sh", words_, done_, hold_);
    installation_.StartWorker();
    installation_.Submit(TinySweep("[0.5]"));
    done_.AwaitLine();
  }

  void RestartTheWorkerAndExpectNothingToBeTrainedAgain() {
    installation_.worker().Kill(SIGKILL);
    installation_.StartWorker();
    installation_.AwaitEnd();
    EXPECT_TRUE(std::regex_search(Content(words_), std::regex("going on from step ([0-9]+) of \\1\\n")))
        << Content(words_);
  }

  Installation installation_;
  const Fifo hold_{installation_.folder() / "hold"};
  Fifo done_{installation_.folder() / "done"};
  const fs::path words_ = installation_.folder() / "words";
};

TEST_F(HandIn, OfAWorkerThatDiedBetweenDoneAndAcceptanceGoesOnFromTheLastStep) {
  RestartTheWorkerAndExpectNothingToBeTrainedAgain();
}

// It has a free slot all the while, but the checkpoint is not there.
TEST_F(HandIn, IsNotLeftToAnIdleWorkerThatWouldHaveToBeginAnew) {
  const Child other = installation_.StartAnotherWorker("w2");
  installation_.AwaitInLog("w2", "attempt granted");
  RestartTheWorkerAndExpectNothingToBeTrainedAgain();
}

}  // namespace
}  // namespace srnet::testing
