// The wish of the person at the terminal to stop: Ctrl-C or SIGTERM, as a flag and as cancelled calls.
//
// The first request cancels what is under way so that the program ends in good order; another one,
// after a second or later, ends it at once.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace srnet::cli {

// Any thread.
class Interruption {
 public:
  bool requested() const;

  // Sets the flag and calls what a Scope has registered.
  void Request();

  // While it lives, a request calls `cancel`; at once if there was one already. At most one at a time.
  class Scope {
   public:
    Scope(Interruption& interruption, std::function<void()> cancel);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Interruption& interruption_;
  };

  // While it lives the terminal is another program's, such as a pager's, and Ctrl-C is meant for that.
  class TerminalLent {
   public:
    explicit TerminalLent(Interruption& interruption) : interruption_(interruption) {
      interruption_.is_terminal_lent_ = true;
    }
    ~TerminalLent() { interruption_.is_terminal_lent_ = false; }
    TerminalLent(const TerminalLent&) = delete;
    TerminalLent& operator=(const TerminalLent&) = delete;

   private:
    Interruption& interruption_;
  };
  bool is_terminal_lent() const { return is_terminal_lent_; }

 private:
  mutable std::mutex mutex_;
  std::atomic<bool> is_terminal_lent_ = false;
  bool requested_ = false;
  std::function<void()> cancel_;
};

// Turns the signals of this process into requests. Must be made before any other thread; threads and children
// made while it lives have the signals blocked (ChildProcess unblocks them).
class SignalListener {
 public:
  explicit SignalListener(Interruption& interruption);
  ~SignalListener();
  SignalListener(const SignalListener&) = delete;
  SignalListener& operator=(const SignalListener&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace srnet::cli
