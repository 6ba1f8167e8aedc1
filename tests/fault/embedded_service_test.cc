// `srnet run` with a service of its own, killed without warning.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "common/files/file_descriptor.h"
#include "tests/e2e/folder_watch.h"
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

// The names of the processes whose command line names the folder, by process id.
std::map<pid_t, std::string> ProcessesOf(const fs::path& folder) {
  std::map<pid_t, std::string> found;
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const std::string line = CommandLineOf(process.path());
    if (line.find(folder.native()) != std::string::npos)
      found[std::stoi(process.path().filename())] = fs::path(line.c_str()).filename();
  }
  return found;
}

bool HasTrainer(const fs::path& folder) {
  const auto processes = ProcessesOf(folder);
  return std::ranges::any_of(processes,
                             [](const auto& process) { return process.second == "srnet-trainer"; });
}

// Whether the process, which need not be a child, ends in time.
bool Ends(pid_t process, steady_clock::time_point deadline) {
  const FileDescriptor file(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  if (!file.valid()) return true;  // It has ended.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
  pollfd end{.fd = file.get(), .events = POLLIN, .revents = 0};
  return left.count() > 0 && ::poll(&end, 1, static_cast<int>(left.count())) == 1;
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
  const FolderWatch log(folder.path());
  Child run({Program("srnet"), "--state", state, "run", sweep}, folder / "log", false);
  // Each line of its log is a moment to look: a stage has started or ended.
  ASSERT_TRUE(log.Await(std::chrono::seconds(60), [&] { return HasTrainer(state); }));

  run.Kill(SIGKILL);

  // A trainer that was asked to stop would end the step or the evaluation it is at.
  const auto deadline = steady_clock::now() + std::chrono::seconds(5);
  for (auto left = ProcessesOf(state); !left.empty(); left = ProcessesOf(state)) {
    for (const auto& [process, name] : left) ASSERT_TRUE(Ends(process, deadline)) << name;
  }
  const ProgramRun again = RunProgram("srnet", {"--state", state, "run", sweep});
  EXPECT_EQ(again.code, 0) << again.errors;
}

}  // namespace
}  // namespace srnet::testing
