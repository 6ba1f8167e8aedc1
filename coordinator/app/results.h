// The result service: queries, statistics, curves, logs, exports and lineage. Runs on the pool.
#pragma once

#include <memory>

#include "coordinator/app/attempt_logs.h"
#include "coordinator/app/live_state.h"
#include "coordinator/app/shell.h"
#include "coordinator/rpc/result_handler.h"

namespace srnet::app {

class Results final : public rpc::ResultHandler {
 public:
  Results(const Shell& shell, const LiveState& state, AttemptLogs& logs)
      : shell_(shell), state_(state), logs_(logs) {}

  void QueryResults(v1::QueryResultsRequest request, rpc::Reply<v1::QueryResultsResponse> reply) override;
  void Aggregate(v1::AggregateRequest request, rpc::Reply<v1::AggregateResponse> reply) override;
  void Compare(v1::CompareRequest request, rpc::Reply<v1::CompareResponse> reply) override;
  void ReplayStopping(v1::ReplayStoppingRequest request,
                      rpc::Reply<v1::ReplayStoppingResponse> reply) override;
  void Figure(v1::FigureRequest request, rpc::Reply<v1::FigureResponse> reply) override;
  void GetCurve(v1::GetCurveRequest request, rpc::Reply<v1::GetCurveResponse> reply) override;
  void GetLog(v1::GetLogRequest request, rpc::Reply<v1::GetLogResponse> reply) override;
  void GetLineage(v1::GetLineageRequest request, rpc::Reply<v1::GetLineageResponse> reply) override;
  StatusOr<std::unique_ptr<rpc::ByteSource>> ExportResults(const v1::ExportResultsRequest& request) override;

 private:
  const Shell& shell_;
  const LiveState& state_;  // Read on the control loop only.
  AttemptLogs& logs_;
};

}  // namespace srnet::app
