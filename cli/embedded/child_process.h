// A program of ours as a child of this one: started, awaited, stopped, and never left behind.
//
// The child leads its own process group, so a Ctrl-C at the terminal reaches only us and the end comes in
// order; it is killed by the kernel when we die in whatever way. Lives on the thread that started it,
// which must not end before the child does.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/files/file_descriptor.h"
#include "common/status/status.h"

namespace srnet::cli {

class ChildProcess {
 public:
  // Runs `program` with the arguments and "--ready-fd N"; its output is appended to `log`.
  static StatusOr<ChildProcess> Start(const std::filesystem::path& program,
                                      std::vector<std::string> arguments, const std::filesystem::path& log);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();  // Kills what was not stopped.

  // The line that the child writes once it is ready, without "ready" and the space after it. UNAVAILABLE with
  // the end of the log when it ended instead; DEADLINE_EXCEEDED.
  StatusOr<std::string> AwaitReady(std::chrono::milliseconds patience);

  // Whether it has ended by itself.
  bool HasEnded() const;

  // Asks it to end, and kills its group if it has not after `patience`.
  void Stop(std::chrono::milliseconds patience);

  // The end of what it logged, for a message.
  std::string LogTail() const;

 private:
  ChildProcess() = default;
  bool AwaitEnd(std::chrono::milliseconds patience) const;
  void Kill();

  std::string name_;
  std::filesystem::path log_;
  pid_t pid_ = -1;        // -1 once reaped or moved away.
  FileDescriptor pidfd_;  // Readable when the child has ended.
  FileDescriptor ready_;
};

}  // namespace srnet::cli
