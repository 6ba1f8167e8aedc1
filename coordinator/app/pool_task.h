// Work with a read connection, on the pool.
#pragma once

#include <utility>

#include "coordinator/app/shell.h"
#include "coordinator/rpc/reply.h"

namespace srnet::app {

// Answers with `read(connection)`, a StatusOr<Response>.
template <typename Response, typename Read>
void ReplyFromStore(const Shell& shell, rpc::Reply<Response> reply, Read read) {
  shell.pool.Post([&store = shell.store, reply = std::move(reply), read = std::move(read)]() mutable {
    auto reader = store.readers().Borrow();
    if (!reader.ok()) return reply(reader.status());
    reply(read(**reader));
  });
}

// Runs `then` on the control loop with what `read(connection)` gave, a StatusOr<Value>.
template <typename Value, typename Read, typename Then>
void ReadThen(const Shell& shell, Read read, Then then) {
  shell.pool.Post([&shell, read = std::move(read), then = std::move(then)]() mutable {
    auto reader = shell.store.readers().Borrow();
    StatusOr<Value> value = reader.ok() ? read(**reader) : StatusOr<Value>(reader.status());
    shell.control.Post(
        [value = std::move(value), then = std::move(then)]() mutable { then(std::move(value)); });
  });
}

}  // namespace srnet::app
