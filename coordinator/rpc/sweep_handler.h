// What the sweep service is made of. Runs on the control loop; replies may come from any thread.
#pragma once

#include <memory>

#include "coordinator/rpc/reply.h"
#include "coordinator/rpc/watch_stream.h"

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::rpc {

class SweepHandler {
 public:
  virtual ~SweepHandler() = default;
  virtual void Plan(v1::PlanRequest request, Reply<v1::PlanResponse> reply) = 0;
  virtual void SubmitSweep(v1::SubmitSweepRequest request, Reply<v1::SubmitSweepResponse> reply) = 0;
  virtual void SubmitStages(v1::SubmitStagesRequest request, Reply<v1::SubmitStagesResponse> reply) = 0;
  virtual void GetSweep(v1::GetSweepRequest request, Reply<v1::GetSweepResponse> reply) = 0;
  virtual void ListSweeps(v1::ListSweepsRequest request, Reply<v1::ListSweepsResponse> reply) = 0;
  virtual void UpdateSweep(v1::UpdateSweepRequest request, Reply<v1::UpdateSweepResponse> reply) = 0;
  virtual void CancelSweep(v1::CancelSweepRequest request, Reply<v1::CancelSweepResponse> reply) = 0;
  virtual void RetryFailed(v1::RetryFailedRequest request, Reply<v1::RetryFailedResponse> reply) = 0;
  virtual void Explain(v1::ExplainRequest request, Reply<v1::ExplainResponse> reply) = 0;

  // The handler may keep the stream until its OnClosed.
  virtual void WatchSweep(v1::WatchSweepRequest request, std::shared_ptr<WatchStream> stream) = 0;
};

}  // namespace srnet::rpc
