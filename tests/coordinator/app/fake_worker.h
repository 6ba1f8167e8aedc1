// A worker that speaks the session protocol and runs nothing: the test says how each attempt goes.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/coordinator/app/test_coordinator.h"

#include "srnet/v1/worker_service.grpc.pb.h"

namespace srnet::app {

class FakeWorker {
 public:
  FakeWorker(TestCoordinator& coordinator, std::string id, std::string instance = "1",
             std::uint32_t protocol = 1);
  ~FakeWorker();

  // Before the first report: a label of this worker.
  void Carry(const std::string& key, const std::string& value);

  // Sends what is held. False when the stream is broken.
  bool Report();

  // Reads responses until the predicate holds for one, and holds what that one wants. Fails the test
  // otherwise.
  v1::SessionResponse Await(const std::function<bool(const v1::SessionResponse&)>& predicate);
  // Until an attempt is wanted, which is then returned.
  v1::AttemptGrant AwaitGrant();
  // Until nothing is wanted.
  void AwaitNothing();

  // Reports on an attempt; the report stays until the attempt is not wanted any more.
  v1::AttemptReport& Held(const v1::AttemptGrant& grant);
  void Succeed(const v1::AttemptGrant& grant);
  void Fail(const v1::AttemptGrant& grant, v1::FailureClass failure_class);

  // States from now on, in every report, that the log of an attempt is in the store.
  void StateLog(const v1::AttemptGrant& grant, const std::string& text, std::int64_t start = 0);
  // Uploads it before.
  void HandInLog(const v1::AttemptGrant& grant, const std::string& text, std::int64_t start = 0);
  // Reports until all the logs have receipts, which are then returned, and states them no more.
  std::vector<v1::LogReceipt> AwaitReceipts();

  // Lets every attempt succeed until the sweep is done, with what `edit` makes of its result.
  using Edit = std::function<void(const v1::AttemptGrant&, v1::AttemptResult&)>;
  void RunToTheEnd(const Edit& edit = [](const v1::AttemptGrant&, v1::AttemptResult&) {});

  // Says that nothing more will be reported, and reads until the coordinator has ended the session: all that
  // it had to say.
  std::vector<v1::SessionResponse> Leave();

  // How the stream ended.
  grpc::Status Finish();
  void BreakOff() { context_->TryCancel(); }

 private:
  TestCoordinator& coordinator_;
  bool finished_ = false;
  v1::SessionRequest first_;
  std::map<std::pair<std::string, std::uint64_t>, v1::AttemptReport> held_;
  std::vector<v1::AttemptLog> logs_;
  std::unique_ptr<grpc::ClientContext> context_ = TestCoordinator::Context();
  std::unique_ptr<v1::WorkerService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SessionRequest, v1::SessionResponse>> stream_;
};

// What the fake worker reports of a stage of that kind, and the bytes of its artifacts.
v1::AttemptResult FakeResult(const std::string& canonical_stage);

}  // namespace srnet::app
