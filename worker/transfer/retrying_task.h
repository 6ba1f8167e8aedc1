// Blocking work that is done on a pool of threads until it succeeds or cannot.
//
// The owner of the object waits for it: destroying it asks the work to stop, and the callback never comes.
// The callback comes once, on the loop. Lives on its loop; the work itself runs on the pool and must not
// refer to anything that ends before the pool does.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "common/asio/loop.h"
#include "common/asio/thread_pool.h"
#include "common/asio/timer.h"
#include "common/status/status.h"

#include "absl/functional/any_invocable.h"

namespace srnet::transfer {

class RetryingTask : public std::enable_shared_from_this<RetryingTask> {
 public:
  using Work = std::function<Status(std::stop_token)>;
  using OnEnd = absl::AnyInvocable<void(Status)>;
  using OnRetry = std::function<void(const Status&, int failures)>;

  // Tried again as RetryAfter says; `on_retry`, when given, is told of each failure before its pause.
  static std::shared_ptr<RetryingTask> Start(asio::Loop& loop, asio::ThreadPool& pool, Work work,
                                             OnEnd on_end, OnRetry on_retry = nullptr);
  ~RetryingTask();

 private:
  RetryingTask(asio::Loop& loop, asio::ThreadPool& pool, Work work, OnEnd on_end, OnRetry on_retry);

  void Try();
  void Tried(Status status);

  asio::Loop& loop_;
  asio::ThreadPool& pool_;
  Work work_;
  OnEnd on_end_;
  OnRetry on_retry_;
  int failures_ = 0;
  asio::Timer pause_;
  std::stop_source stop_;
};

}  // namespace srnet::transfer
