// srnet-worker: one per machine. Wiring and signals only; see worker.h.
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <thread>

#include "common/logging/logger.h"
#include "worker/app/flags.h"
#include "worker/app/worker.h"

namespace srnet::worker {
namespace {

constexpr int kUsageError = 2;

sigset_t StopSignals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGINT);
  return set;
}

void AnnounceReady(int descriptor) {
  if (descriptor < 0) return;
  constexpr std::string_view kReady = "ready\n";
  // Whoever asked for it may have gone.
  [[maybe_unused]] const ssize_t written = ::write(descriptor, kReady.data(), kReady.size());
  ::close(descriptor);
}

int Fail(const Status& status, int code) {
  fmt::print(stderr, "srnet-worker: {}\n", Message(status));
  return code;
}

// Turns signals into stops of the worker, for as long as it lives.
class SignalWatch {
 public:
  explicit SignalWatch(Worker& worker)
      : thread_([this, &worker] {
          const sigset_t signals = StopSignals();
          for (int signal = 0; ::sigwait(&signals, &signal) == 0 && !ended_;) worker.Stop();
        }) {}
  ~SignalWatch() {
    ended_ = true;
    ::pthread_kill(thread_.native_handle(), SIGTERM);
    thread_.join();
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

int Run(const Flags& flags) {
  logging::Configure(flags.log_level, flags.log_format);
  auto worker = Worker::Start({.flags = flags, .on_ready = [fd = flags.ready_fd] { AnnounceReady(fd); }});
  if (!worker.ok()) return Fail(worker.status(), 1);
  const SignalWatch signals(**worker);
  const Status status = (*worker)->Wait();
  if (status.ok()) logging::LogInfo("stopped");
  return status.ok() ? 0 : Fail(status, 1);
}

// For the trainers, which inherit it. By default the threads of OpenMP wait for each other in a busy loop of
// many milliseconds: next to any other work a step took ten times as long as with this limit of about half a
// millisecond, and on an idle machine as long. What the user has set stays.
void LimitBusyWaiting() {
  if (::getenv("OMP_WAIT_POLICY") == nullptr) ::setenv("GOMP_SPINCOUNT", "10000", /*overwrite=*/0);
}

int Main(int argc, char** argv) {
  const auto parsed = ParseFlags(argc, argv);
  if (!parsed.ok()) return Fail(parsed.status(), kUsageError);
  if (const auto* notice = std::get_if<Notice>(&*parsed)) {
    fmt::print("{}", notice->text);
    return 0;
  }
  // Blocked before any thread starts, so that only the thread that waits for them gets them.
  const sigset_t signals = StopSignals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  LimitBusyWaiting();
  return Run(std::get<Flags>(*parsed));
}

}  // namespace
}  // namespace srnet::worker

int main(int argc, char** argv) { return srnet::worker::Main(argc, argv); }
