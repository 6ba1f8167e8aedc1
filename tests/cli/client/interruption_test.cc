#include "cli/client/interruption.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <future>
#include <thread>

namespace srnet::cli {
namespace {

TEST(Interruption, RequestCallsTheScopeThatIsOpen) {
  Interruption interruption;
  int calls = 0;
  {
    const Interruption::Scope scope(interruption, [&] { ++calls; });
    interruption.Request();
  }
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(interruption.requested());
}

TEST(Interruption, ScopeOpenedAfterTheRequestIsCalledAtOnce) {
  Interruption interruption;
  interruption.Request();
  int calls = 0;
  const Interruption::Scope scope(interruption, [&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(Interruption, ClosedScopeIsNotCalled) {
  Interruption interruption;
  int calls = 0;
  {
    const Interruption::Scope scope(interruption, [&] { ++calls; });
  }
  interruption.Request();
  EXPECT_EQ(calls, 0);
}

TEST(SignalListener, AClosedTerminalIsAWishToStopLikeCtrlC) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Interruption interruption;
    const SignalListener listener(interruption);
    std::promise<void> called;
    const Interruption::Scope scope(interruption, [&] { called.set_value(); });
    ::kill(::getpid(), signal);
    called.get_future().wait();
    EXPECT_TRUE(interruption.requested()) << signal;
  }
}

bool IsPending(int signal) {
  sigset_t pending;
  ::sigpending(&pending);
  return ::sigismember(&pending, signal) == 1;
}

TEST(SignalListener, CtrlCIsForThePagerThatHasTheTerminal) {
  Interruption interruption;
  const Interruption::TerminalLent lent(interruption);
  {
    const SignalListener listener(interruption);
    ::kill(::getpid(), SIGINT);
    while (IsPending(SIGINT)) std::this_thread::yield();
  }  // It has handled what it took.
  EXPECT_FALSE(interruption.requested());
}

}  // namespace
}  // namespace srnet::cli
