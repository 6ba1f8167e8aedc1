// The folder that holds everything a worker keeps between runs, for one worker at a time.
//
//   STATE/worker.lock    locked by the worker that uses the folder
//   STATE/trainers.lock  locked by that worker and by every process that its trainers are made of, so that no
//                        new worker touches their files before the last of them is dead
//   STATE/worker-id      the id under which the coordinator knows this worker
//   STATE/cache, attempts, resume   see the parts that own them
//
// Both locks end with the processes that hold them, however they end. Any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "common/files/file_descriptor.h"
#include "common/status/status.h"

namespace srnet::worker {

class StateFolder {
 public:
  // How long to wait for a folder that is in use.
  struct Patience {
    std::chrono::milliseconds ending;  // For a worker that says it is ending, and for trainers.
    // For any other worker: it may have been killed a moment ago and still be dying.
    std::chrono::milliseconds dying;
  };

  // Makes the folder when missing, and logs for what it waits. ALREADY_EXISTS: another worker uses it and
  // does not end in time. DEADLINE_EXCEEDED: trainers of an earlier worker are still alive after that.
  static StatusOr<StateFolder> Open(const std::filesystem::path& path, const Patience& patience);

  const std::filesystem::path& path() const { return path_; }

  // Lets a worker that is started now wait for the end of this one, instead of failing.
  void MarkEnding() const;

  // For trainers to inherit.
  int trainers_lock() const { return trainers_lock_.get(); }

  // The stored id, which is made on the first call. A given one is checked and used instead, and not stored.
  StatusOr<std::string> WorkerId(const std::string& given) const;

 private:
  StateFolder(std::filesystem::path path, FileDescriptor worker_lock, FileDescriptor trainers_lock)
      : path_(std::move(path)),
        worker_lock_(std::move(worker_lock)),
        trainers_lock_(std::move(trainers_lock)) {}

  std::filesystem::path path_;
  FileDescriptor worker_lock_;
  FileDescriptor trainers_lock_;
};

// So many random bytes in hex.
std::string RandomHex(int bytes);

std::string HostName();

}  // namespace srnet::worker
