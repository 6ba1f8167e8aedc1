#include "worker/transfer/retrying_task.h"

#include <random>
#include <utility>

#include "worker/transfer/backoff.h"

namespace srnet::transfer {
namespace {

double RandomFraction() {
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

std::shared_ptr<RetryingTask> RetryingTask::Start(asio::Loop& loop, asio::ThreadPool& pool, Work work,
                                                  OnEnd on_end, OnRetry on_retry) {
  std::shared_ptr<RetryingTask> task(
      new RetryingTask(loop, pool, std::move(work), std::move(on_end), std::move(on_retry)));
  task->Try();
  return task;
}

RetryingTask::RetryingTask(asio::Loop& loop, asio::ThreadPool& pool, Work work, OnEnd on_end,
                           OnRetry on_retry)
    : loop_(loop),
      pool_(pool),
      work_(std::move(work)),
      on_end_(std::move(on_end)),
      on_retry_(std::move(on_retry)),
      pause_(loop) {}

RetryingTask::~RetryingTask() { stop_.request_stop(); }

void RetryingTask::Try() {
  pool_.Post([&loop = loop_, work = work_, stop = stop_.get_token(), weak = weak_from_this()] {
    if (stop.stop_requested()) return;
    loop.Post([weak, status = work(stop)]() mutable {
      if (const auto task = weak.lock()) task->Tried(std::move(status));
    });
  });
}

void RetryingTask::Tried(Status status) {
  if (!status.ok()) {
    const auto pause = RetryAfter(status.code(), ++failures_, RandomFraction());
    if (pause.has_value()) {
      if (on_retry_) on_retry_(status, failures_);
      pause_.After(*pause, [this] { Try(); });
      return;
    }
  }
  OnEnd callback = std::move(on_end_);
  callback(std::move(status));
}

}  // namespace srnet::transfer
