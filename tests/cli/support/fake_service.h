// A coordinator for tests of the command line: real gRPC on a Unix socket, answers as the test wrote them.
#pragma once

#include <grpcpp/server.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/temporary_directory.h"

#include "srnet/v1/artifact_service.grpc.pb.h"
#include "srnet/v1/result_service.grpc.pb.h"
#include "srnet/v1/sweep_service.grpc.pb.h"
#include "srnet/v1/worker_admin_service.grpc.pb.h"

namespace srnet::testing {

// What the service answers and what it was asked. Write before a command runs, read after it.
struct Script {
  v1::PlanResponse plan;
  std::vector<std::string> planned_against;
  v1::SubmitSweepResponse submission;
  v1::UpdateSweepResponse update;
  std::vector<std::string> updated;
  grpc::Status submission_status;
  std::vector<std::vector<v1::WatchSweepResponse>>
      watches;  // One list for each watch; then it breaks off ...
  grpc::StatusCode break_code = grpc::StatusCode::UNAVAILABLE;
  bool watch_hangs = false;  // ... or, if so, stays open until it is cancelled.
  std::vector<v1::Sweep> sweeps;
  std::map<std::string, std::vector<v1::Point>> points;  // Of sweeps by id.
  std::vector<v1::ResultRow> rows;
  v1::AggregateResponse statistics;
  std::vector<v1::AggregateRequest> aggregated;
  std::string exported;
  grpc::Status export_status;  // After all that is exported.
  v1::ReplayStoppingResponse replay;
  v1::ReplayStoppingRequest replayed;  // The last one.
  v1::CompareResponse comparison;
  v1::CompareRequest compared;  // The last one.
  v1::FigureResponse figure;
  v1::FigureRequest drawn;                                 // The last one.
  std::map<std::string, v1::GetLineageResponse> lineages;  // By stage key.
  std::vector<v1::GetLogResponse> logs;                    // One for each GetLog, then the last one again.
  grpc::Status log_status;                                 // When there are none.
  std::vector<v1::GetLogRequest> logs_asked;
  std::function<void()> on_log;  // Called by GetLog, if set.
  std::vector<v1::Worker> workers;
  grpc::Status workers_status;  // Of the list.
  v1::ListWorkersResponse::Coordinator coordinator;
  std::vector<std::string> worker_changes;  // "drain w1: reason", ...
  grpc::Status registration_status;

  v1::ListArtifactsResponse
      artifacts;  // Those of which a request for a stage or digest gets the fitting ones.
  grpc::Status artifacts_status;
  v1::ListArtifactsRequest artifacts_asked;  // The last one.
  std::vector<v1::VerifyArtifactsResponse> verification;
  grpc::Status verification_status;
  v1::VerifyArtifactsRequest verified;  // The last one.
  v1::CollectGarbageResponse garbage;
  v1::CollectGarbageRequest collected;       // The last one.
  std::vector<v1::CatalogueEntry> entries;   // Also those that were registered.
  std::map<std::string, std::string> blobs;  // By digest in hex; also those that were uploaded.
  std::function<void()> on_download;         // Called when a download begins, which then never ends.
  std::map<std::string, std::string> partial;
  std::vector<std::int64_t> upload_offsets;
  std::function<grpc::Status(const v1::UploadRequest::Header&)> on_upload;  // Called first, if set.
  std::vector<std::string> specifications;  // Of every Plan, SubmitSweep and UpdateSweep.
  std::vector<v1::Stage> stages;            // Of GetSweep.
  std::vector<std::string> reasons;         // Of every Explain.
  std::function<void()> on_explain;         // Called by Explain, if set.
  v1::RetryFailedResponse retry;
  std::vector<std::string> explained;
  std::vector<std::string> cancelled;
  std::vector<std::string> retried;
  std::vector<std::uint64_t> cursors;  // Of every watch.
  std::vector<v1::ResultFilter> filters;
  std::vector<std::string> orders;
};

class FakeService {
 public:
  FakeService();
  ~FakeService();

  const std::string& address() const { return address_; }

  Script script;

 private:
  class Sweeps;
  class Results;
  class Artifacts;
  class Catalogue;
  class Workers;

  TemporaryDirectory folder_;
  std::string address_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace srnet::testing
