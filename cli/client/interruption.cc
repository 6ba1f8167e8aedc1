#include "cli/client/interruption.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "common/status/status.h"

namespace srnet::cli {
namespace {

constexpr int kInterruptedExitCode = 130;  // 128 + SIGINT, as shells have it.

sigset_t StopSignals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGHUP);   // A closed terminal; under nohup it is ignored and never arrives.
  ::sigaddset(&signals, SIGUSR1);  // Wakes the thread when the listener ends.
  return signals;
}

// Wrappers such as timeout(1) send a signal to the program and then to its group: that is one wish, not two.
constexpr std::chrono::seconds kOneWish{1};

void Listen(Interruption& interruption) {
  const sigset_t signals = StopSignals();
  std::chrono::steady_clock::time_point first;
  while (true) {
    int signal = 0;
    if (::sigwait(&signals, &signal) != 0 || signal == SIGUSR1) return;
    if (signal == SIGINT && interruption.is_terminal_lent()) continue;
    const auto now = std::chrono::steady_clock::now();
    if (!interruption.requested()) {
      first = now;
      interruption.Request();
    } else if (now - first >= kOneWish) {
      ::_exit(kInterruptedExitCode);
    }
  }
}

}  // namespace

bool Interruption::requested() const {
  const std::lock_guard lock(mutex_);
  return requested_;
}

void Interruption::Request() {
  const std::lock_guard lock(mutex_);
  requested_ = true;
  if (cancel_) cancel_();
}

Interruption::Scope::Scope(Interruption& interruption, std::function<void()> cancel)
    : interruption_(interruption) {
  const std::lock_guard lock(interruption_.mutex_);
  SRNET_CHECK(!interruption_.cancel_);
  interruption_.cancel_ = std::move(cancel);
  if (interruption_.requested_) interruption_.cancel_();
}

Interruption::Scope::~Scope() {
  const std::lock_guard lock(interruption_.mutex_);
  interruption_.cancel_ = nullptr;
}

SignalListener::SignalListener(Interruption& interruption) {
  const sigset_t signals = StopSignals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::jthread([&interruption] { Listen(interruption); });
}

SignalListener::~SignalListener() { ::pthread_kill(thread_.native_handle(), SIGUSR1); }

}  // namespace srnet::cli
