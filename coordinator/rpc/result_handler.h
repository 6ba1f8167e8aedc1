// What the result service is made of. Runs on the pool; may block on the database.
#pragma once

#include <memory>

#include "coordinator/rpc/byte_source.h"
#include "coordinator/rpc/reply.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::rpc {

class ResultHandler {
 public:
  virtual ~ResultHandler() = default;
  virtual void QueryResults(v1::QueryResultsRequest request, Reply<v1::QueryResultsResponse> reply) = 0;
  virtual void Aggregate(v1::AggregateRequest request, Reply<v1::AggregateResponse> reply) = 0;
  virtual void Compare(v1::CompareRequest request, Reply<v1::CompareResponse> reply) = 0;
  virtual void ReplayStopping(v1::ReplayStoppingRequest request, Reply<v1::ReplayStoppingResponse> reply) = 0;
  virtual void Figure(v1::FigureRequest request, Reply<v1::FigureResponse> reply) = 0;
  virtual void GetCurve(v1::GetCurveRequest request, Reply<v1::GetCurveResponse> reply) = 0;
  virtual void GetLog(v1::GetLogRequest request, Reply<v1::GetLogResponse> reply) = 0;
  virtual void GetLineage(v1::GetLineageRequest request, Reply<v1::GetLineageResponse> reply) = 0;
  virtual StatusOr<std::unique_ptr<ByteSource>> ExportResults(const v1::ExportResultsRequest& request) = 0;
};

}  // namespace srnet::rpc
