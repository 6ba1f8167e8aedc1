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

TEST(HandIn, OfAWorkerThatDiedBetweenDoneAndAcceptanceGoesOnFromTheLastStep) {
  Installation installation;
  const Fifo hold(installation.folder() / "hold");
  Fifo done(installation.folder() / "done");
  const fs::path words = installation.folder() / "words";
  WriteLingeringTrainer(installation.folder() / "trainer.sh", words, done, hold);
  installation.StartWorker();
  installation.Submit(TinySweep("[0.5]"));
  done.AwaitLine();

  installation.worker().Kill(SIGKILL);
  installation.StartWorker();
  installation.AwaitEnd();

  EXPECT_TRUE(std::regex_search(Content(words), std::regex("going on from step ([0-9]+) of \\1\\n")))
      << Content(words);
}

// It has a free slot all the while, but the checkpoint is not there.
TEST(HandIn, IsNotLeftToAnIdleWorkerThatWouldHaveToBeginAnew) {
  Installation installation;
  const Fifo hold(installation.folder() / "hold");
  Fifo done(installation.folder() / "done");
  const fs::path words = installation.folder() / "words";
  WriteLingeringTrainer(installation.folder() / "trainer.sh", words, done, hold);
  installation.StartWorker();
  installation.Submit(TinySweep("[0.5]"));
  done.AwaitLine();
  const Child other = installation.StartAnotherWorker("w2");
  installation.AwaitInLog("w2", "attempt granted");

  installation.worker().Kill(SIGKILL);
  installation.StartWorker();
  installation.AwaitEnd();

  EXPECT_TRUE(std::regex_search(Content(words), std::regex("going on from step ([0-9]+) of \\1\\n")))
      << Content(words);
}

}  // namespace
}  // namespace srnet::testing
