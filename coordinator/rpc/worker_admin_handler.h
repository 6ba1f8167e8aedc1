// What the worker administration service is made of. Runs on the control loop.
#pragma once

#include "coordinator/rpc/reply.h"

#include "srnet/v1/worker_admin_service.pb.h"

namespace srnet::rpc {

class WorkerAdminHandler {
 public:
  virtual ~WorkerAdminHandler() = default;
  virtual void ListWorkers(v1::ListWorkersRequest request, Reply<v1::ListWorkersResponse> reply) = 0;
};

}  // namespace srnet::rpc
