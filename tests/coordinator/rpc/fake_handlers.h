// Handlers that remember what they were called with, and a server over a Unix socket that calls them.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/asio/loop.h"
#include "common/asio/thread_pool.h"
#include "common/status/violations.h"
#include "coordinator/rpc/server.h"
#include "coordinator/rpc/services.h"
#include "tests/support/temporary_directory.h"

namespace srnet::rpc {

// A queue whose reader waits, at most ten seconds.
template <typename T>
class Mailbox {
 public:
  void Put(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    changed_.notify_all();
  }
  std::optional<T> Take() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(10), [&] { return !values_.empty(); }))
      return std::nullopt;
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }
  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return values_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> values_;
};

class FakeSweeps : public SweepHandler {
 public:
  void Plan(v1::PlanRequest request, Reply<v1::PlanResponse> reply) override {
    if (request.specification() == "keep") return kept.Put(std::move(reply));
    if (request.specification() == "wrong everywhere") {
      const std::vector<Violation> violations(50, {"specification:3:7", std::string(900, 'y')});
      return reply(WithViolations(InvalidArgument("{}", std::string(20000, 'x')), violations));
    }
    if (request.specification() == "bad") return reply(InvalidArgument("3:7: {}", std::string(20000, 'x')));
    v1::PlanResponse response;
    response.set_name(request.specification());
    reply(response);
  }
  void SubmitSweep(v1::SubmitSweepRequest, Reply<v1::SubmitSweepResponse>) override {}
  void SubmitStages(v1::SubmitStagesRequest, Reply<v1::SubmitStagesResponse>) override {}
  void GetSweep(v1::GetSweepRequest, Reply<v1::GetSweepResponse>) override {}
  void ListSweeps(v1::ListSweepsRequest, Reply<v1::ListSweepsResponse>) override {}
  void UpdateSweep(v1::UpdateSweepRequest, Reply<v1::UpdateSweepResponse>) override {}
  void CancelSweep(v1::CancelSweepRequest, Reply<v1::CancelSweepResponse>) override {}
  void RetryFailed(v1::RetryFailedRequest, Reply<v1::RetryFailedResponse>) override {}
  void Explain(v1::ExplainRequest, Reply<v1::ExplainResponse>) override {}
  void WatchSweep(v1::WatchSweepRequest, std::shared_ptr<WatchStream> stream) override {
    stream->SetCallbacks([this] { written.Put(true); }, [this] { closed.Put(true); });
    watchers.Put(std::move(stream));
  }

  Mailbox<Reply<v1::PlanResponse>> kept;
  Mailbox<std::shared_ptr<WatchStream>> watchers;
  Mailbox<bool> written;
  Mailbox<bool> closed;
};

class FakeSessions : public SessionHandler {
 public:
  using Message = std::pair<std::shared_ptr<SessionStream>, v1::SessionRequest>;
  void OnMessage(const std::shared_ptr<SessionStream>& stream, v1::SessionRequest request) override {
    messages.Put({stream, std::move(request)});
  }
  void OnClosed(const std::shared_ptr<SessionStream>&) override { closed.Put(true); }

  Mailbox<Message> messages;
  Mailbox<bool> closed;
};

// Blobs in memory.
class FakeArtifacts : public ArtifactHandler {
 public:
  struct Sink : ByteSink {
    explicit Sink(std::string& target) : bytes(target) {}
    Status Append(std::string_view piece) override {
      if (piece == "full") return ResourceExhausted("no space left");
      bytes += piece;
      return Status();
    }
    StatusOr<std::int64_t> Finish() override { return static_cast<std::int64_t>(bytes.size()); }
    std::string& bytes;
  };
  struct Source : ByteSource {
    StatusOr<std::string> Next() override { return left-- > 0 ? std::string(1000, 'b') : std::string(); }
    int left = 3;
  };
  StatusOr<v1::StatResponse> Stat(const v1::StatRequest&) override { return v1::StatResponse(); }
  StatusOr<std::unique_ptr<ByteSink>> BeginUpload(const v1::UploadRequest::Header& header) override {
    return std::make_unique<Sink>(blobs[header.sha256()]);
  }
  StatusOr<std::unique_ptr<ByteSource>> Open(const v1::DownloadRequest& request) override {
    if (request.sha256() == "absent") return NotFound("no such blob");
    return std::make_unique<Source>();
  }
  StatusOr<v1::ListArtifactsResponse> ListArtifacts(const v1::ListArtifactsRequest&) override {
    return v1::ListArtifactsResponse();
  }
  struct Verification : MessageSource<v1::VerifyArtifactsResponse> {
    StatusOr<bool> Next(v1::VerifyArtifactsResponse& message) override {
      if (blobs_done == 2) return DataLoss("the disk has failed");
      message.set_blobs_done(++blobs_done);
      if (blobs_done == 1) message.add_problems();
      return true;
    }
    std::int64_t blobs_done = 0;
  };
  StatusOr<std::unique_ptr<MessageSource<v1::VerifyArtifactsResponse>>> VerifyArtifacts(
      const v1::VerifyArtifactsRequest& request) override {
    if (request.bytes_per_second() < 0) return InvalidArgument("a negative rate");
    return std::make_unique<Verification>();
  }
  void CollectGarbage(v1::CollectGarbageRequest, Reply<v1::CollectGarbageResponse>) override {}

  std::map<std::string, std::string> blobs;
};

class FakeService {
 public:
  FakeService() : loop("control"), pool("files", 2) {
    loop.Start();
    const auto observe = [](std::string_view, StatusCode, CallPolicy::Duration) {};
    const CallPolicy on_loop{[this](asio::Task task) { loop.Post(std::move(task)); }, observe};
    const CallPolicy on_pool{[this](asio::Task task) { pool.Post(std::move(task)); }, observe};
    std::vector<std::unique_ptr<grpc::Service>> services;
    services.push_back(MakeSweepService(on_loop, sweeps));
    services.push_back(MakeWorkerService(on_loop, sessions));
    services.push_back(MakeArtifactService(on_pool, artifacts));
    server = *Server::Start({.listen = {"unix:" + (folder / "s").native()}}, std::move(services));
    channel = grpc::CreateChannel(server->addresses()[0], grpc::InsecureChannelCredentials());
  }
  ~FakeService() { Stop(); }

  void Stop() {
    if (server == nullptr) return;
    server->Shutdown(std::chrono::milliseconds(0));
    pool.Stop();
    loop.Stop();
    server.reset();
  }

  testing::TemporaryDirectory folder;
  asio::Loop loop;
  asio::ThreadPool pool;
  FakeSweeps sweeps;
  FakeSessions sessions;
  FakeArtifacts artifacts;
  std::unique_ptr<Server> server;
  std::shared_ptr<grpc::Channel> channel;
};

}  // namespace srnet::rpc
