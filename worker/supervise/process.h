// A running program watched on a loop: its event pipe (descriptor 3) and its end.
//
// `on_bytes` gets what the program writes to the pipe, in order; `on_exit` comes once, last, after all of the
// pipe and after the rest of the program's process group has been killed. No SIGCHLD: the end is seen through
// a pidfd. Destroying the object kills the group and ends both callbacks; it may be destroyed inside them.
// Lives on its loop.
#pragma once

#include <memory>
#include <string_view>

#include "common/asio/loop.h"
#include "common/status/status.h"
#include "worker/supervise/command.h"
#include "worker/supervise/exit.h"

#include "absl/functional/any_invocable.h"

namespace srnet::supervise {

class Process {
 public:
  using OnBytes = absl::AnyInvocable<void(std::string_view)>;
  using OnExit = absl::AnyInvocable<void(const Exit&)>;

  // Fails like ProcessGroup::Start. `command.inherited` follows the event pipe, from descriptor 4 on.
  static StatusOr<std::unique_ptr<Process>> Start(asio::Loop& loop, Command command, OnBytes on_bytes,
                                                  OnExit on_exit);
  ~Process();

  // To the program and all that it started.
  void Signal(int signal);

 private:
  struct Watch;
  explicit Process(std::shared_ptr<Watch> watch);

  std::shared_ptr<Watch> watch_;
};

}  // namespace srnet::supervise
