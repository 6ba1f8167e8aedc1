// A real coordinator in this process: real SQLite and artifacts in a temporary folder, real gRPC over a Unix
// socket, and a clock that moves only when told.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/app/coordinator.h"
#include "tests/support/temporary_directory.h"

#include "srnet/v1/artifact_service.grpc.pb.h"
#include "srnet/v1/result_service.grpc.pb.h"
#include "srnet/v1/sweep_service.grpc.pb.h"
#include "srnet/v1/worker_admin_service.grpc.pb.h"
#include "srnet/v1/worker_service.grpc.pb.h"

namespace srnet::app {

// One seed of fine-tuning and mask training: import, finetune, mask_train and two evaluations.
inline constexpr char kSpecification[] = R"(
name: small
model: bert
tasks: mnli
seeds: 1
grid:
  - {pipeline: finetune, finetune_loss: std}
  - {pipeline: finetune_prune, finetune_loss: std, method: mask, loss: std, sparsity: 0.5}
)";

// The same with other sparsities.
std::string Edited(const std::string& sparsity);

// What a call gave: its status and its response.
template <typename Response>
struct Outcome {
  grpc::Status status;
  Response response;
};

class TestCoordinator {
 public:
  TestCoordinator() { Start(); }

  std::int64_t disk_reserve = 0;  // Of the next start.

  void Start();
  void Stop() { coordinator_.reset(); }
  void Restart() {
    Stop();
    Start();
  }

  CoordinatorOptions Options() const;
  Coordinator& coordinator() { return *coordinator_; }
  const std::filesystem::path& state() const { return state_; }
  std::shared_ptr<grpc::Channel> Connect() const;

  // Moves both clocks and lets leases and backoffs take note.
  void Advance(std::chrono::milliseconds duration);

  // Uploads the bytes and returns their digest in hex.
  std::string Upload(const std::string& bytes);
  // Makes "bert" and "mnli" known.
  void FillCatalogue();
  // Uploads the file and a folder of it; returns the folder's digest in hex.
  std::string UploadFolder(const std::string& name, const std::string& content);
  grpc::Status Register(v1::CatalogueEntry::Kind kind, const std::string& name, const std::string& tree);

  Outcome<v1::SubmitSweepResponse> Submit(const std::string& specification,
                                          const std::string& request_id = "");
  Outcome<v1::GetSweepResponse> Get(const std::string& sweep = "last");
  Outcome<v1::CancelSweepResponse> Cancel(const std::string& sweep = "last");
  Outcome<v1::RetryFailedResponse> Retry(const std::string& sweep = "last");
  Outcome<v1::QueryResultsResponse> Query(const v1::QueryResultsRequest& request = {});
  std::string Export(v1::ExportResultsRequest::Format format);
  // Watches until a response of it satisfies the predicate; false when the watch ended before.
  bool WatchUntil(const std::function<bool(const v1::WatchSweepResponse&)>& predicate);
  bool WatchUntil(v1::Sweep::State state);

  // The one stage of that kind (the first of several).
  v1::Stage StageOf(const std::string& kind);

  // A call with a deadline.
  static std::unique_ptr<grpc::ClientContext> Context();

 private:
  testing::TemporaryDirectory folder_;
  std::filesystem::path state_ = folder_ / "state";
  std::shared_ptr<std::atomic<std::int64_t>> elapsed_ms_ = std::make_shared<std::atomic<std::int64_t>>(0);
  std::unique_ptr<Coordinator> coordinator_;
};

}  // namespace srnet::app
