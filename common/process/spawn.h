// Another program, started with no signal blocked, whatever this thread blocks. Any thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/status/status.h"

namespace srnet {

// Descriptors that become the program's standard streams; -1: it has ours.
struct Streams {
  int input = -1;
  int output = -1;
  int errors = -1;
};

// Runs the program whose path is the first of the arguments and returns its process id, which the caller
// waits for. Fails with what the system says of the program (NOT_FOUND, PERMISSION_DENIED, ...).
StatusOr<pid_t> Spawn(std::vector<std::string> arguments, const Streams& streams);

// Waits until it has ended; the status is waitpid's.
int AwaitEnd(pid_t process);

}  // namespace srnet
