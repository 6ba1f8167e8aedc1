// Writes events as lines to a file descriptor that someone else has opened, or nowhere when nobody has.
//
// A line is written whole before Write returns. When the reader is gone the pipe goes silent: the supervisor
// ends the trainer then, and a run by hand goes on. One thread. SIGPIPE must be ignored.
#pragma once

#include "common/trainer_protocol/event.h"

namespace srnet::trainer {

class EventPipe {
 public:
  // Looks whether the descriptor is open for writing; so it must come before anything else opens files. Does
  // not own it. Marks it close-on-exec.
  explicit EventPipe(int descriptor);

  void Write(const trainer_protocol::Event& event);
  bool open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

}  // namespace srnet::trainer
