// The wish of the person at the terminal to stop: Ctrl-C or SIGTERM, as a flag and as cancelled calls.
//
// The first request cancels what is under way so that the program ends in good order; another one,
// after a second or later, ends it at once.
#pragma once

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

 private:
  mutable std::mutex mutex_;
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
