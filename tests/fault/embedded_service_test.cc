// `srnet run` with a service of its own, killed without warning.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "tests/e2e/installation.h"
#include "tests/e2e/tiny_model.h"

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

using std::chrono::steady_clock;

std::string CommandLineOf(const fs::path& process) {
  std::ostringstream text;
  text << std::ifstream(process / "cmdline", std::ios::binary).rdbuf();
  return text.str();
}

// The processes whose command line names the folder.
std::set<std::string> ProcessesOf(const fs::path& folder) {
  std::set<std::string> found;
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const std::string line = CommandLineOf(process.path());
    if (line.find(folder.native()) != std::string::npos) found.insert(fs::path(line.c_str()).filename());
  }
  return found;
}

bool Await(std::chrono::seconds patience, const auto& condition) {
  const auto deadline = steady_clock::now() + patience;
  while (!condition()) {
    if (steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

TEST(EmbeddedService, DiesWithTheProgramThatStartedItAndTheNextOneGoesOn) {
  const TemporaryDirectory folder;
  const std::string state = (folder / "state").native();
  WriteTinyModelFolder(folder / "model");
  ASSERT_EQ(RunProgram("srnet", {"--state", state, "model", "import", "tiny", folder / "model"}).code, 0);
  ASSERT_EQ(RunProgram("srnet", {"--state", state, "data", "generate", "--name", "tiny", "--rows-train",
                                 "200", "--rows-dev", "40", "--rows-ood", "60"})
                .code,
            0);
  const fs::path sweep = folder / "sweep.yaml";
  std::ofstream(sweep) << TinySweep("[0.5]");
  Child run({Program("srnet"), "--state", state, "run", sweep}, folder / "log", false);
  ASSERT_TRUE(Await(std::chrono::seconds(60), [&] { return ProcessesOf(state).contains("srnet-trainer"); }));

  run.Kill(SIGKILL);

  // A trainer that was asked to stop would end the step or the evaluation it is at.
  EXPECT_TRUE(Await(std::chrono::seconds(5), [&] { return ProcessesOf(state).empty(); }))
      << fmt::format("{}", fmt::join(ProcessesOf(state), ", "));
  const ProgramRun again = RunProgram("srnet", {"--state", state, "run", sweep});
  EXPECT_EQ(again.code, 0) << again.errors;
}

}  // namespace
}  // namespace srnet::testing
