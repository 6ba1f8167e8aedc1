#include "storage/stores/writer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace srnet::storage {
namespace {

struct Item {
  Writer::Write write;
  Writer::Completion completion;
  Status status;
};

using Group = std::vector<Item>;

// Runs one write in its savepoint. The result is that of the write; an error of the transaction itself is
// returned.
Status RunItem(sqlite::Transaction& transaction, Item& item) {
  SRNET_ASSIGN_OR_RETURN(sqlite::Savepoint savepoint, sqlite::Savepoint::Begin(transaction));
  item.status = item.write(transaction);
  // After a full disk or the like SQLite itself has rolled everything back, so the group is lost.
  if (!transaction.alive())
    return item.status.ok() ? Aborted("the transaction has ended early") : item.status;
  return item.status.ok() ? savepoint.Release() : Status();
}

Status RunGroup(sqlite::Connection& connection, Group& group, Writer::GroupReport& report) {
  SRNET_ASSIGN_OR_RETURN(sqlite::Transaction transaction, sqlite::Transaction::Begin(connection));
  for (Item& item : group) SRNET_RETURN_IF_ERROR(RunItem(transaction, item));
  const auto start = std::chrono::steady_clock::now();
  const Status status = transaction.Commit();
  report.commit_time = std::chrono::steady_clock::now() - start;
  return status;
}

}  // namespace

class Writer::Loop {
 public:
  Loop(sqlite::Connection connection, Executor executor, Options options, Observer observer)
      : connection_(std::move(connection)),
        executor_(std::move(executor)),
        options_(options),
        observer_(std::move(observer)),
        thread_([this] { Run(); }) {}

  ~Loop() { Stop(); }

  Status Submit(Write write, Completion completion) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return Unavailable("the store is shutting down: try again after the restart");
      if (queue_.size() >= options_.queue_limit) {
        return ResourceExhausted("{} writes wait for the disk of {}: try again later", queue_.size(),
                                 connection_.path().native());
      }
      queue_.push_back({std::move(write), std::move(completion), Status()});
    }
    wake_.notify_one();
    return Status();
  }

  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    const std::lock_guard lock(join_mutex_);
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run() {
    for (Group group = NextGroup(); !group.empty(); group = NextGroup()) {
      GroupReport report{.writes = group.size(), .commit_time = {}, .committed = false};
      const Status status = RunGroup(connection_, group, report);
      report.committed = status.ok();
      if (observer_) observer_(report);
      Complete(std::move(group), status);
    }
  }

  // Waits for writes; empty when all are done and the writer is stopping.
  Group NextGroup() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    const std::size_t count = std::min(queue_.size(), options_.group_limit);
    Group group(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.begin() + count));
    queue_.erase(queue_.begin(), queue_.begin() + count);
    return group;
  }

  void Complete(Group group, const Status& commit) {
    for (Item& item : group) {
      if (!item.completion) continue;
      executor_([completion = std::move(item.completion), status = commit.ok() ? item.status : commit] {
        completion(status);
      });
    }
  }

  sqlite::Connection connection_;  // The writer's thread only.
  const Executor executor_;
  const Options options_;
  const Observer observer_;
  std::mutex mutex_;  // Guards the queue and the flag.
  std::condition_variable wake_;
  std::deque<Item> queue_;
  bool stopping_ = false;
  std::mutex join_mutex_;  // Two threads may call Stop.
  std::thread thread_;     // Last: it uses all of the above.
};

Writer::Writer(sqlite::Connection connection, Executor executor, Options options, Observer observer)
    : loop_(
          std::make_unique<Loop>(std::move(connection), std::move(executor), options, std::move(observer))) {}

Writer::Writer(sqlite::Connection connection, Executor executor)
    : Writer(std::move(connection), std::move(executor), Options(), nullptr) {}

Writer::~Writer() = default;

Status Writer::Submit(Write write, Completion completion) {
  return loop_->Submit(std::move(write), std::move(completion));
}

void Writer::Stop() { loop_->Stop(); }

}  // namespace srnet::storage
