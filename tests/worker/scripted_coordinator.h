// A coordinator that does what a test says, behind a real gRPC server on a Unix socket.
//
// It answers every report with the attempts that it currently wants, and at once when that changes. It
// accepts a success (takes the attempt off its list) as soon as it has every artifact, and takes failures off
// too. Logs get their receipts at once. Thread-safe.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "common/digest/digest.h"

#include "srnet/v1/artifact_service.grpc.pb.h"
#include "srnet/v1/worker_service.grpc.pb.h"

namespace srnet::testing {

// The blobs of the store, and what goes wrong with them.
class ScriptedArtifacts : public v1::ArtifactService::Service {
 public:
  std::string Put(const std::string& content);  // Returns the digest in hex.
  void Erase(const std::string& sha256);
  bool Has(const std::string& sha256);
  std::string Get(const std::string& sha256);
  int downloads();
  int uploads();

  void CorruptDownloads(int count);  // The next so many send a wrong byte.
  void BreakDownloads(int count);    // The next so many end with UNAVAILABLE half-way.
  void BreakUploads(int count);
  void RefuseUploads(bool refuse);  // With UNAVAILABLE, before anything is read.
  void LoseRests(int count);        // The next so many that go on find that what had arrived is gone.
  void StallDownloads();            // They hang until the caller cancels.

  grpc::Status Stat(grpc::ServerContext*, const v1::StatRequest* request,
                    v1::StatResponse* response) override;
  grpc::Status Upload(grpc::ServerContext*, grpc::ServerReader<v1::UploadRequest>* reader,
                      v1::UploadResponse* response) override;
  grpc::Status Download(grpc::ServerContext* context, const v1::DownloadRequest* request,
                        grpc::ServerWriter<v1::DownloadResponse>* writer) override;

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> blobs_;
  std::map<std::string, std::string> incoming_;
  int corrupt_ = 0;
  int break_downloads_ = 0;
  int break_uploads_ = 0;
  int lose_rests_ = 0;
  int downloads_ = 0;
  int uploads_ = 0;
  bool stall_ = false;
  bool refuse_uploads_ = false;
};

class ScriptedCoordinator : public v1::WorkerService::Service {
 public:
  explicit ScriptedCoordinator(const std::filesystem::path& socket);
  ~ScriptedCoordinator() override;

  const std::string& address() const { return address_; }
  ScriptedArtifacts& artifacts() { return artifacts_; }

  void Start();
  void Stop();  // As if it had died: streams break.

  void Want(v1::AttemptGrant grant);
  void Unwant(const v1::AttemptGrant& grant);
  // Whether finished attempts are taken off the list. True at first.
  void AcceptResults(bool accept);
  // Whether logs get receipts. True at first.
  void AcceptLogs(bool accept);
  // Reads the log of an attempt that is wanted from now on.
  void Follow(const v1::AttemptGrant& grant);
  // From now on sessions are refused with this code; OK ends that.
  void RefuseSessions(grpc::StatusCode code);
  // Breaks the stream that is open.
  void BreakStream();
  // Sends the current list again.
  void Repeat();

  // Waits for a report for which `matches` holds, among all since the coordinator was made or ForgetReports;
  // false after 30 seconds.
  bool AwaitReport(const std::function<bool(const v1::SessionRequest&)>& matches);
  bool AwaitState(const v1::AttemptGrant& grant, v1::AttemptReport::State state);
  bool AwaitLog(const v1::AttemptGrant& grant);
  void ForgetReports();
  int sessions();

  // The last report of the attempt.
  v1::AttemptReport ReportOf(const v1::AttemptGrant& grant);
  // The last log of the attempt that was reported.
  v1::AttemptLog LogOf(const v1::AttemptGrant& grant);

  grpc::Status Session(grpc::ServerContext* context,
                       grpc::ServerReaderWriter<v1::SessionResponse, v1::SessionRequest>* stream) override;

 private:
  using Stream = grpc::ServerReaderWriter<v1::SessionResponse, v1::SessionRequest>;

  void Handle(const v1::SessionRequest& request);
  void HandleLogs(const v1::SessionRequest& request);
  void SendLocked();

  std::string address_;
  ScriptedArtifacts artifacts_;
  std::unique_ptr<grpc::Server> server_;
  std::mutex mutex_;
  std::condition_variable reported_;
  std::vector<v1::SessionRequest> reports_;
  std::vector<v1::AttemptGrant> wanted_;
  std::set<std::string> done_;            // Stages of which a success was accepted.
  std::vector<v1::LogReceipt> receipts_;  // For the logs of the last report.
  Stream* stream_ = nullptr;
  grpc::ServerContext* context_ = nullptr;
  grpc::StatusCode refusal_ = grpc::StatusCode::OK;
  bool accept_ = true;
  bool accept_logs_ = true;
  int sessions_ = 0;
};

}  // namespace srnet::testing
