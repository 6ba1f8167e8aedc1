// A program in a process group that cannot outlive this process.
//
//   this process ---- lifeline (pipe) ----> guard      leads the group, ignores every signal it can
//        |                                    |
//        +------------- fork, exec ------> program     and whatever it starts
//
// The guard is a fork of this process that only waits for the end of the lifeline. When this process ends,
// however it ends, the kernel closes the lifeline and the guard kills the whole group. As the guard stays
// unreaped until the group is dead, the number of the group cannot be given to anybody else and signals
// always reach the right one. The program also gets SIGKILL when the thread that started it ends
// (PR_SET_PDEATHSIG), should the guard be killed.
//
// A process that leaves the group by itself (setsid) is not followed. One thread at a time, and the same
// thread for the life of the program.
#pragma once

#include <sys/types.h>

#include <optional>

#include "common/files/file_descriptor.h"
#include "common/status/status.h"
#include "worker/supervise/command.h"
#include "worker/supervise/exit.h"

namespace srnet::supervise {

class ProcessGroup {
 public:
  // NOT_FOUND or PERMISSION_DENIED when the program cannot be executed, with its path; RESOURCE_EXHAUSTED
  // when there are no more processes, descriptors or disk. On failure nothing is left running.
  static StatusOr<ProcessGroup> Start(const Command& command);

  ProcessGroup(ProcessGroup&& other) noexcept;
  ProcessGroup& operator=(ProcessGroup&&) = delete;
  ~ProcessGroup();  // Kills the group.

  // The process that runs the program, or -1 once it has been reaped.
  pid_t program() const { return program_; }

  // Reaps the program if it has ended; the rest of its group lives on. The only place that does.
  std::optional<Exit> Reap();

  // To every process of the group.
  void Signal(int signal) const;

  // Kills and reaps what is left of the group. Later calls do nothing.
  void Kill();

 private:
  ProcessGroup(pid_t guard, FileDescriptor lifeline) : guard_(guard), lifeline_(std::move(lifeline)) {}

  pid_t guard_ = -1;
  pid_t program_ = -1;
  FileDescriptor lifeline_;
};

}  // namespace srnet::supervise
