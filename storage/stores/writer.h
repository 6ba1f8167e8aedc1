// The only writer of the database: a thread that commits everything waiting with one fsync.
//
// Writes run in the order of Submit, each in a savepoint of its own inside one shared transaction: one that
// fails is rolled back alone. After the commit the completions run, in order, each with its own write's
// status, through the executor. A completion with OK means on the disk. When the commit fails, or SQLite
// gives up the transaction (a full disk), every completion of the group gets that error and none of its
// writes happened; the next group starts afresh.
//
// Submit may be called from any thread and never blocks. The destructor commits what is queued, then joins.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"

namespace srnet::storage {

class Writer {
 public:
  // Runs on the writer's thread. Must not submit and wait.
  using Write = std::function<Status(sqlite::Transaction&)>;
  using Completion = std::function<void(const Status&)>;
  // Where completions run, for example posted to the coordinator's loop. Called on the writer's thread.
  using Executor = std::function<void(std::function<void()>)>;

  struct Options {
    std::size_t queue_limit = 65536;  // Writes waiting.
    std::size_t group_limit = 4096;   // Writes in one transaction.
  };

  // Called on the writer's thread after each group, committed or not.
  struct GroupReport {
    std::size_t writes = 0;
    std::chrono::nanoseconds commit_time{};  // Of the commit alone: the fsync.
    bool committed = false;
  };
  using Observer = std::function<void(const GroupReport&)>;

  Writer(sqlite::Connection connection, Executor executor, Options options, Observer observer);
  Writer(sqlite::Connection connection, Executor executor);
  ~Writer();

  // RESOURCE_EXHAUSTED: the queue is full; UNAVAILABLE: Stop was called. The completion is not called then.
  Status Submit(Write write, Completion completion);

  // For a write that yields something: writer.SubmitFor<Token>([=](auto& transaction) { return
  // RecordGrant(...); },
  // [](StatusOr<Token> token) { ... }).
  template <typename T, typename TypedWrite, typename TypedCompletion>
  Status SubmitFor(TypedWrite write, TypedCompletion completion);

  // Refuses further writes and returns when all that were queued are committed and their completions were
  // handed to the executor. Repeating it is fine.
  void Stop();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

template <typename T, typename TypedWrite, typename TypedCompletion>
Status Writer::SubmitFor(TypedWrite write, TypedCompletion completion) {
  auto value = std::make_shared<std::optional<T>>();
  return Submit(
      [value, write = std::move(write)](sqlite::Transaction& transaction) -> Status {
        StatusOr<T> result = write(transaction);
        if (!result.ok()) return result.status();
        *value = *std::move(result);
        return Status();
      },
      [value, completion = std::move(completion)](const Status& status) {
        if (status.ok()) {
          completion(StatusOr<T>(*std::move(*value)));
        } else {
          completion(StatusOr<T>(status));
        }
      });
}

}  // namespace srnet::storage
