// What the worker administration service is made of. Runs on the control loop.
#pragma once

#include "coordinator/rpc/reply.h"

#include "srnet/v1/worker_admin_service.pb.h"

namespace srnet::rpc {

class WorkerAdminHandler {
 public:
  virtual ~WorkerAdminHandler() = default;
  virtual void ListWorkers(v1::ListWorkersRequest request, Reply<v1::ListWorkersResponse> reply) = 0;
  virtual void Drain(v1::DrainRequest request, Reply<v1::DrainResponse> reply) = 0;
  virtual void Quarantine(v1::QuarantineRequest request, Reply<v1::QuarantineResponse> reply) = 0;
  virtual void Resume(v1::ResumeRequest request, Reply<v1::ResumeResponse> reply) = 0;
};

}  // namespace srnet::rpc
