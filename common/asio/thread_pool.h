// A few threads for work that may block on files, so that no loop and no gRPC callback has to.
//
// Tasks may run at the same time and in any order; who needs an order posts the next task from the last one.
// Stop lets every posted task finish, the ones that those tasks post included. Post may be used on any
// thread, Stop on the thread that owns the pool.
#pragma once

#include <memory>
#include <string>

#include "common/asio/loop.h"

namespace srnet::asio {

class ThreadPool {
 public:
  ThreadPool(const std::string& name, int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void Post(Task task);
  void Stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace srnet::asio
