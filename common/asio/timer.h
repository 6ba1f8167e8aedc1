// Runs a task on a loop at a later time, unless cancelled first.
//
// A timer has at most one task waiting: After replaces it. Once Cancel, After or the destructor has returned,
// a task set before does not run any more. The time is that of the steady clock. Lives on its loop: every
// call, the destructor included, is made there or when the loop is not running.
#pragma once

#include <chrono>
#include <memory>

#include "common/asio/loop.h"

namespace srnet::asio {

class Timer {
 public:
  explicit Timer(Loop& loop);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void After(std::chrono::nanoseconds delay, Task task);
  void Cancel();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace srnet::asio
