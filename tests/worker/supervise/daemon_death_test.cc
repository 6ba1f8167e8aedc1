#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/support/fifo.h"
#include "tests/support/temporary_directory.h"

namespace srnet {
namespace {

pid_t StartHost(const std::filesystem::path& folder, const std::vector<std::string>& script) {
  std::ofstream(folder / "request.json") << nlohmann::json{{"script", script}};
  const std::string request = folder / "request.json";
  const std::string log = folder / "log";
  const pid_t host = ::fork();
  if (host == 0) {
    ::execl(SRNET_TRAINER_HOST, "trainer_host", SRNET_FAKE_TRAINER, request.c_str(), log.c_str(), nullptr);
    ::_exit(127);
  }
  return host;
}

TEST(DaemonDeath, SigkillOfTheDaemonTakesTheTrainerAndItsChildrenAlong) {
  const testing::TemporaryDirectory folder;
  testing::Fifo fifo(folder / "fifo");
  const pid_t host =
      StartHost(folder.path(), {"deaf", "child", "hold " + fifo.path().native(), "child", "hang"});
  fifo.AwaitLine();

  ::kill(host, SIGKILL);
  ::waitpid(host, nullptr, 0);

  fifo.AwaitEnd();
}

TEST(DaemonDeath, ATrainerThatIsBeingStoppedDiesTooWhenOnlyItsChildrenAreLeft) {
  const testing::TemporaryDirectory folder;
  testing::Fifo fifo(folder / "fifo");
  const pid_t host = StartHost(folder.path(), {"hold " + fifo.path().native(), "child", "hang"});
  const pid_t trainer = std::stoi(fifo.AwaitLine());

  ::kill(host, SIGSTOP);  // It cannot notice that the trainer ends.
  ::kill(trainer, SIGKILL);
  ::kill(host, SIGKILL);
  ::waitpid(host, nullptr, 0);

  fifo.AwaitEnd();
}

}  // namespace
}  // namespace srnet
