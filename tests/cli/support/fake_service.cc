#include "tests/cli/support/fake_service.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "common/digest/sha256.h"
#include "tests/cli/support/scripted_stream.h"

namespace srnet::testing {

namespace {

// Whether the request for the products of a stage, or for a digest, is one for this artifact.
bool IsAskedFor(const v1::Artifact& artifact, const v1::ListArtifactsRequest& request) {
  if (!request.sha256().empty() && artifact.sha256() != request.sha256()) return false;
  if (request.stage_key().empty()) return true;
  return std::ranges::any_of(artifact.referrers(), [&](const v1::ArtifactReferrer& referrer) {
    return referrer.stage_key().starts_with(request.stage_key());
  });
}

// Two to a page, so that every list of the tests has several. Returns the token of the next one.
template <typename Item, typename Add>
std::string AddPage(const std::vector<Item>& items, const std::string& token, const Add& add) {
  std::size_t next = token.empty() ? 0 : std::stoul(token);
  for (int i = 0; i < 2 && next < items.size(); ++i) add(items[next++]);
  return next < items.size() ? std::to_string(next) : "";
}

}  // namespace

class FakeService::Sweeps
    : public v1::SweepService::WithCallbackMethod_WatchSweep<v1::SweepService::Service> {
 public:
  explicit Sweeps(Script& script) : script_(script) {}

  grpc::Status Plan(grpc::ServerContext*, const v1::PlanRequest* request,
                    v1::PlanResponse* response) override {
    script_.planned_against.push_back(request->against());
    script_.specifications.push_back(request->specification());
    *response = script_.plan;
    return grpc::Status::OK;
  }

  grpc::Status UpdateSweep(grpc::ServerContext*, const v1::UpdateSweepRequest* request,
                           v1::UpdateSweepResponse* response) override {
    script_.updated.push_back(request->sweep_id());
    script_.specifications.push_back(request->specification());
    *response = script_.update;
    return grpc::Status::OK;
  }

  grpc::Status SubmitSweep(grpc::ServerContext*, const v1::SubmitSweepRequest* request,
                           v1::SubmitSweepResponse* response) override {
    script_.specifications.push_back(request->specification());
    *response = script_.submission;
    return script_.submission_status;
  }

  grpc::Status GetSweep(grpc::ServerContext*, const v1::GetSweepRequest* request,
                        v1::GetSweepResponse* response) override {
    for (const v1::Sweep& sweep : script_.sweeps) {
      if (sweep.sweep_id() == request->sweep_id() || request->sweep_id() == "last")
        *response->mutable_sweep() = sweep;
    }
    if (request->include_stages()) {
      for (const v1::Stage& stage : script_.stages) *response->add_stages() = stage;
    }
    if (request->include_points()) {
      for (const v1::Point& point : script_.points[response->sweep().sweep_id()])
        *response->add_points() = point;
    }
    return response->has_sweep()
               ? grpc::Status::OK
               : grpc::Status(grpc::StatusCode::NOT_FOUND, "no sweep " + request->sweep_id());
  }

  grpc::Status ListSweeps(grpc::ServerContext*, const v1::ListSweepsRequest* request,
                          v1::ListSweepsResponse* response) override {
    response->set_next_page_token(
        AddPage(script_.sweeps, request->page_token(),
                [response](const v1::Sweep& sweep) { *response->add_sweeps() = sweep; }));
    return grpc::Status::OK;
  }

  grpc::ServerWriteReactor<v1::WatchSweepResponse>* WatchSweep(
      grpc::CallbackServerContext*, const v1::WatchSweepRequest* request) override {
    const std::size_t watch = script_.cursors.size();
    script_.cursors.push_back(request->cursor());
    if (watch >= script_.watches.size()) {
      return new ScriptedStream<v1::WatchSweepResponse>(
          {}, grpc::Status(grpc::StatusCode::INTERNAL, "the script has no further watch"));
    }
    if (script_.watch_hangs)
      return new ScriptedStream<v1::WatchSweepResponse>(script_.watches[watch], std::nullopt);
    const bool last = watch + 1 == script_.watches.size();
    return new ScriptedStream<v1::WatchSweepResponse>(
        script_.watches[watch],
        last ? grpc::Status::OK : grpc::Status(script_.break_code, "the stream broke"));
  }

  grpc::Status CancelSweep(grpc::ServerContext*, const v1::CancelSweepRequest* request,
                           v1::CancelSweepResponse* response) override {
    script_.cancelled.push_back(request->sweep_id());
    response->mutable_sweep()->set_sweep_id(request->sweep_id());
    response->mutable_sweep()->set_state(v1::Sweep::STATE_CANCELLED);
    return grpc::Status::OK;
  }

  grpc::Status RetryFailed(grpc::ServerContext*, const v1::RetryFailedRequest* request,
                           v1::RetryFailedResponse* response) override {
    script_.retried.push_back(request->sweep_id());
    *response = script_.retry;
    return grpc::Status::OK;
  }

  grpc::Status Explain(grpc::ServerContext*, const v1::ExplainRequest* request,
                       v1::ExplainResponse* response) override {
    script_.explained.push_back(request->stage_key());
    for (const std::string& reason : script_.reasons) response->add_reasons(reason);
    if (script_.on_explain) script_.on_explain();
    return grpc::Status::OK;
  }

 private:
  Script& script_;
};

class FakeService::Results : public v1::ResultService::Service {
 public:
  explicit Results(Script& script) : script_(script) {}

  grpc::Status QueryResults(grpc::ServerContext*, const v1::QueryResultsRequest* request,
                            v1::QueryResultsResponse* response) override {
    script_.filters.push_back(request->filter());
    script_.orders.push_back(request->order_by());
    const auto& metrics = request->filter().metrics();
    std::vector<v1::ResultRow> rows;
    for (const v1::ResultRow& row : script_.rows) {
      const auto found = std::find(metrics.begin(), metrics.end(), row.metric().metric());
      if (metrics.empty() || found != metrics.end()) rows.push_back(row);
    }
    response->set_next_page_token(AddPage(
        rows, request->page_token(), [response](const v1::ResultRow& row) { *response->add_rows() = row; }));
    return grpc::Status::OK;
  }

  grpc::Status Aggregate(grpc::ServerContext*, const v1::AggregateRequest* request,
                         v1::AggregateResponse* response) override {
    script_.aggregated.push_back(*request);
    *response = script_.statistics;
    return grpc::Status::OK;
  }

  grpc::Status Compare(grpc::ServerContext*, const v1::CompareRequest* request,
                       v1::CompareResponse* response) override {
    script_.compared = *request;
    *response = script_.comparison;
    return grpc::Status::OK;
  }

  grpc::Status GetLog(grpc::ServerContext*, const v1::GetLogRequest* request,
                      v1::GetLogResponse* response) override {
    if (script_.on_log) script_.on_log();
    script_.logs_asked.push_back(*request);
    if (script_.logs.empty()) return script_.log_status;
    *response = script_.logs[std::min(script_.logs_asked.size(), script_.logs.size()) - 1];
    return grpc::Status::OK;
  }

  grpc::Status Figure(grpc::ServerContext*, const v1::FigureRequest* request,
                      v1::FigureResponse* response) override {
    script_.drawn = *request;
    *response = script_.figure;
    return grpc::Status::OK;
  }

  grpc::Status GetLineage(grpc::ServerContext*, const v1::GetLineageRequest* request,
                          v1::GetLineageResponse* response) override {
    const auto found = script_.lineages.find(request->stage_key());
    if (found == script_.lineages.end()) return {grpc::StatusCode::NOT_FOUND, "no such stage"};
    *response = found->second;
    return grpc::Status::OK;
  }

  grpc::Status ExportResults(grpc::ServerContext*, const v1::ExportResultsRequest* request,
                             grpc::ServerWriter<v1::ExportResultsResponse>* writer) override {
    script_.filters.push_back(request->filter());
    for (const char byte : script_.exported) {
      v1::ExportResultsResponse response;
      response.set_data(std::string(1, byte));
      writer->Write(response);
    }
    return script_.export_status;
  }

  grpc::Status ReplayStopping(grpc::ServerContext*, const v1::ReplayStoppingRequest* request,
                              v1::ReplayStoppingResponse* response) override {
    script_.replayed = *request;
    *response = script_.replay;
    return grpc::Status::OK;
  }

 private:
  Script& script_;
};

class FakeService::Artifacts
    : public v1::ArtifactService::WithCallbackMethod_Download<v1::ArtifactService::Service> {
 public:
  explicit Artifacts(Script& script) : script_(script) {}

  grpc::Status Stat(grpc::ServerContext*, const v1::StatRequest* request,
                    v1::StatResponse* response) override {
    for (const std::string& digest : request->sha256()) {
      v1::StatResponse::Blob* blob = response->add_blobs();
      blob->set_sha256(digest);
      blob->set_complete(script_.blobs.contains(digest));
      blob->set_bytes(static_cast<std::int64_t>(blob->complete() ? script_.blobs[digest].size()
                                                                 : script_.partial[digest].size()));
    }
    return grpc::Status::OK;
  }

  grpc::Status Upload(grpc::ServerContext*, grpc::ServerReader<v1::UploadRequest>* reader,
                      v1::UploadResponse* response) override {
    v1::UploadRequest request;
    if (!reader->Read(&request) || !request.has_header())
      return {grpc::StatusCode::INVALID_ARGUMENT, "no header"};
    const v1::UploadRequest::Header header = request.header();
    script_.upload_offsets.push_back(header.offset());
    if (script_.on_upload) {
      const grpc::Status status = script_.on_upload(header);
      if (!status.ok()) return status;
    }
    std::string bytes = script_.partial[header.sha256()];
    const auto offset = static_cast<std::size_t>(header.offset());
    if (offset > bytes.size()) return {grpc::StatusCode::ABORTED, "so many bytes are not there"};
    bytes.resize(offset);
    while (reader->Read(&request)) bytes += request.data();
    if (DigestOf(bytes).ToHex() != header.sha256()) return {grpc::StatusCode::DATA_LOSS, "another digest"};
    script_.blobs[header.sha256()] = bytes;
    response->set_bytes(header.bytes());
    return grpc::Status::OK;
  }

  grpc::ServerWriteReactor<v1::DownloadResponse>* Download(grpc::CallbackServerContext*,
                                                           const v1::DownloadRequest* request) override {
    using Stream = ScriptedStream<v1::DownloadResponse>;
    const auto found = script_.blobs.find(request->sha256());
    if (found == script_.blobs.end())
      return new Stream({}, grpc::Status(grpc::StatusCode::NOT_FOUND, "no blob " + request->sha256()));
    constexpr std::size_t kPiece = 1000;
    std::vector<v1::DownloadResponse> pieces;
    for (std::size_t begin = 0; begin < found->second.size(); begin += kPiece)
      pieces.emplace_back().set_data(found->second.substr(begin, kPiece));
    if (!script_.on_download) return new Stream(std::move(pieces), grpc::Status::OK);
    script_.on_download();
    return new Stream(std::move(pieces), std::nullopt);
  }

  grpc::Status ListArtifacts(grpc::ServerContext*, const v1::ListArtifactsRequest* request,
                             v1::ListArtifactsResponse* response) override {
    script_.artifacts_asked = *request;
    *response = script_.artifacts;
    response->clear_artifacts();
    std::vector<v1::Artifact> found;
    for (const v1::Artifact& artifact : script_.artifacts.artifacts()) {
      if (IsAskedFor(artifact, *request)) found.push_back(artifact);
    }
    response->set_next_page_token(
        AddPage(found, request->page_token(),
                [response](const v1::Artifact& artifact) { *response->add_artifacts() = artifact; }));
    return script_.artifacts_status;
  }

  grpc::Status VerifyArtifacts(grpc::ServerContext*, const v1::VerifyArtifactsRequest* request,
                               grpc::ServerWriter<v1::VerifyArtifactsResponse>* writer) override {
    script_.verified = *request;
    for (const v1::VerifyArtifactsResponse& response : script_.verification) writer->Write(response);
    return script_.verification_status;
  }

  grpc::Status CollectGarbage(grpc::ServerContext*, const v1::CollectGarbageRequest* request,
                              v1::CollectGarbageResponse* response) override {
    script_.collected = *request;
    *response = script_.garbage;
    return grpc::Status::OK;
  }

 private:
  Script& script_;
};

class FakeService::Catalogue : public v1::CatalogueService::Service {
 public:
  explicit Catalogue(Script& script) : script_(script) {}

  grpc::Status RegisterEntry(grpc::ServerContext*, const v1::RegisterEntryRequest* request,
                             v1::RegisterEntryResponse* response) override {
    if (!script_.registration_status.ok()) return script_.registration_status;
    script_.entries.push_back(request->entry());
    *response->mutable_entry() = request->entry();
    return grpc::Status::OK;
  }

  grpc::Status ListEntries(grpc::ServerContext*, const v1::ListEntriesRequest* request,
                           v1::ListEntriesResponse* response) override {
    for (const v1::CatalogueEntry& entry : script_.entries) {
      const bool all = request->kind() == v1::CatalogueEntry::KIND_UNSPECIFIED;
      if (all || entry.kind() == request->kind()) *response->add_entries() = entry;
    }
    return grpc::Status::OK;
  }

 private:
  Script& script_;
};

class FakeService::Workers : public v1::WorkerAdminService::Service {
 public:
  explicit Workers(Script& script) : script_(script) {}

  grpc::Status ListWorkers(grpc::ServerContext*, const v1::ListWorkersRequest* request,
                           v1::ListWorkersResponse* response) override {
    *response->mutable_coordinator() = script_.coordinator;
    response->set_next_page_token(
        AddPage(script_.workers, request->page_token(),
                [&](const v1::Worker& worker) { *response->add_workers() = worker; }));
    return script_.workers_status;
  }

  grpc::Status Drain(grpc::ServerContext*, const v1::DrainRequest* request,
                     v1::DrainResponse* response) override {
    script_.worker_changes.push_back("drain " + request->worker_id() + ": " + request->reason());
    response->mutable_worker()->set_worker_id(request->worker_id());
    response->mutable_worker()->set_draining(true);
    response->mutable_worker()->set_reason(request->reason());
    return grpc::Status::OK;
  }

  grpc::Status Quarantine(grpc::ServerContext*, const v1::QuarantineRequest* request,
                          v1::QuarantineResponse* response) override {
    script_.worker_changes.push_back("quarantine " + request->worker_id() + ": " + request->reason());
    response->mutable_worker()->set_worker_id(request->worker_id());
    response->mutable_worker()->set_quarantined(true);
    return grpc::Status::OK;
  }

  grpc::Status Resume(grpc::ServerContext*, const v1::ResumeRequest* request,
                      v1::ResumeResponse* response) override {
    script_.worker_changes.push_back("resume " + request->worker_id());
    response->mutable_worker()->set_worker_id(request->worker_id());
    response->mutable_worker()->set_connected(true);
    return grpc::Status::OK;
  }

 private:
  Script& script_;
};

FakeService::FakeService() : address_("unix:" + (folder_ / "socket").native()) {
  services_.push_back(std::make_unique<Sweeps>(script));
  services_.push_back(std::make_unique<Results>(script));
  services_.push_back(std::make_unique<Artifacts>(script));
  services_.push_back(std::make_unique<Catalogue>(script));
  services_.push_back(std::make_unique<Workers>(script));
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
}

FakeService::~FakeService() { server_->Shutdown(std::chrono::system_clock::now()); }

}  // namespace srnet::testing
