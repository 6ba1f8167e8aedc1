// A thread that runs what is posted to it, one thing after the other: state confined to a loop needs no lock.
//
// Handlers run in the order in which they were posted, never two at a time, and never after Stop has
// returned; what was still queued then is destroyed with the loop, without running. A handler that throws
// ends the program. Post and IsCurrent may be used on any thread. Start, Stop and Call belong to the one
// thread that owns the loop.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"

namespace boost::asio {
class io_context;
}

namespace srnet::asio {

using Task = absl::AnyInvocable<void()>;

class Loop {
 public:
  explicit Loop(std::string name);  // The thread's name, at most 15 characters are shown.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void Start();
  void Stop();

  void Post(Task task);

  // Runs the task on the loop, which must be running, and returns once it has run.
  void Call(Task task);

  bool IsCurrent() const;

  // For sockets that live on this loop.
  boost::asio::io_context& context();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace srnet::asio
