// The sweep service: plans, submissions, listings, watches and commands.
//
// Reads of the database run on the pool, commands by SweepCommands. Lives on the control loop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "coordinator/app/live_state.h"
#include "coordinator/app/plan_request.h"
#include "coordinator/app/scheduler.h"
#include "coordinator/app/shell.h"
#include "coordinator/app/sweep_commands.h"
#include "coordinator/app/watchers.h"
#include "coordinator/rpc/sweep_handler.h"

namespace srnet::app {

class Sweeps final : public rpc::SweepHandler {
 public:
  Sweeps(const Shell& shell, LiveState& state, Scheduler& scheduler, Watchers& watchers)
      : shell_(shell), state_(state), watchers_(watchers), commands_(shell, state, scheduler) {}

  void Plan(v1::PlanRequest request, rpc::Reply<v1::PlanResponse> reply) override;
  void SubmitSweep(v1::SubmitSweepRequest request, rpc::Reply<v1::SubmitSweepResponse> reply) override;
  void SubmitStages(v1::SubmitStagesRequest request, rpc::Reply<v1::SubmitStagesResponse> reply) override;
  void GetSweep(v1::GetSweepRequest request, rpc::Reply<v1::GetSweepResponse> reply) override;
  void ListSweeps(v1::ListSweepsRequest request, rpc::Reply<v1::ListSweepsResponse> reply) override;
  void UpdateSweep(v1::UpdateSweepRequest request, rpc::Reply<v1::UpdateSweepResponse> reply) override;
  void CancelSweep(v1::CancelSweepRequest request, rpc::Reply<v1::CancelSweepResponse> reply) override;
  void RetryFailed(v1::RetryFailedRequest request, rpc::Reply<v1::RetryFailedResponse> reply) override;
  void Explain(v1::ExplainRequest request, rpc::Reply<v1::ExplainResponse> reply) override;
  void WatchSweep(v1::WatchSweepRequest request, std::shared_ptr<rpc::WatchStream> stream) override;

 private:
  template <typename Request, typename Then>
  void PlanThen(const Request& request, Then then);

  Fleet ConnectedFleet() const;

  using OnSweep = std::function<void(StatusOr<v1::Sweep>)>;

  // Runs `found` on the loop with the id that the text names, or the error.
  void Resolve(std::string text, std::function<void(StatusOr<storage::SweepId>)> found);

  // From the live state, or from the store when it is not loaded. `done` runs on the loop or on the pool.
  void Show(const storage::SweepId& id, OnSweep done);

  const Shell& shell_;
  LiveState& state_;
  Watchers& watchers_;
  SweepCommands commands_;
};

}  // namespace srnet::app
