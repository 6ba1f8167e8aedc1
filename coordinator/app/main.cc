// srnet-coordinator: starts a coordinator and runs it until SIGTERM or SIGINT.

#include <fmt/core.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "common/logging/logger.h"
#include "coordinator/app/coordinator.h"
#include "coordinator/app/flags.h"

namespace srnet::app {
namespace {

// Taken by sigwait instead of handlers, so they must be blocked before the first thread starts.
sigset_t BlockSignals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return signals;
}

void Announce(const Coordinator& coordinator, int descriptor) {
  std::string lines;
  for (const std::string& address : coordinator.addresses()) {
    lines += fmt::format("ready {}\n", address);
    logging::LogInfo("ready", {{"address", address}});
  }
  const std::string admin = coordinator.admin_address();
  if (!admin.empty()) logging::LogInfo("serving health and metrics", {{"address", admin}});
  const int to = descriptor >= 0 ? descriptor : STDOUT_FILENO;
  for (std::size_t sent = 0; sent < lines.size();) {
    const ssize_t n = ::write(to, lines.data() + sent, lines.size() - sent);
    if (n <= 0) break;  // Nobody listens; the log has it too.
    sent += static_cast<std::size_t>(n);
  }
  if (descriptor > STDERR_FILENO) ::close(descriptor);
}

int Run(const Flags& flags) {
  const sigset_t signals = BlockSignals();
  logging::Configure(flags.log_level, flags.log_format);
  auto coordinator = Coordinator::Start(flags.coordinator);
  if (!coordinator.ok()) {
    fmt::print(stderr, "srnet-coordinator: {}\n", Message(coordinator.status()));
    return 1;
  }
  Announce(**coordinator, flags.ready_descriptor);
  int signal = 0;
  ::sigwait(&signals, &signal);
  logging::LogInfo("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  (*coordinator)->Stop();
  return 0;
}

}  // namespace
}  // namespace srnet::app

int main(int argc, char** argv) {
  const srnet::app::ParsedFlags parsed = srnet::app::ParseFlags(argc, argv);
  return parsed.exit_code ? *parsed.exit_code : srnet::app::Run(parsed.flags);
}
