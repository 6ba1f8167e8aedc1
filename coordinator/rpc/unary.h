// One unary call: the reaction copies the request, queues the work and returns.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "coordinator/rpc/call_policy.h"
#include "coordinator/rpc/grpc_status.h"
#include "coordinator/rpc/reply.h"

namespace srnet::rpc {

// Runs `handle(request, reply)` where the policy says; the call ends when the reply is given.
template <typename Request, typename Response, typename Handle>
grpc::ServerUnaryReactor* RunUnary(const CallPolicy& policy, std::string_view method,
                                   grpc::CallbackServerContext* context, const Request* request,
                                   Response* response, Handle handle) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto started = std::chrono::steady_clock::now();
  Reply<Response> reply([=, observe = policy.observe](StatusOr<Response> result) {
    observe(method, result.status().code(), std::chrono::steady_clock::now() - started);
    if (!result.ok()) return reactor->Finish(ToGrpc(result.status()));
    *response = *std::move(result);
    reactor->Finish(grpc::Status::OK);
  });
  policy.run([handle = std::move(handle), copy = *request, reply = std::move(reply)]() mutable {
    handle(std::move(copy), std::move(reply));
  });
  return reactor;
}

}  // namespace srnet::rpc
