// The logs of attempts, handed in by workers and read over the wire.
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>

#include "common/digest/sha256.h"
#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/held_writer.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::SizeIs;

class LogCalls : public ::testing::Test {
 protected:
  LogCalls() {
    service_.FillCatalogue();
    service_.Submit(kSpecification);
    worker_ = std::make_unique<FakeWorker>(service_, "w");
    worker_->Report();
    grant_ = worker_->AwaitGrant();
  }

  Outcome<v1::GetLogResponse> Get(const v1::GetLogRequest& request) {
    Outcome<v1::GetLogResponse> outcome;
    auto stub = v1::ResultService::NewStub(service_.Connect());
    outcome.status = stub->GetLog(TestCoordinator::Context().get(), request, &outcome.response);
    return outcome;
  }
  Outcome<v1::GetLogResponse> Get(std::int32_t attempt = 0, std::int64_t position = 0) {
    v1::GetLogRequest request;
    request.set_stage_key(grant_.stage_key());
    request.set_attempt(attempt);
    request.set_position(position);
    return Get(request);
  }

  // It says that it runs, fails, and its log is handed in.
  void FailWithLog(v1::FailureClass failure_class, const std::string& log, std::int64_t start = 0) {
    worker_->Held(grant_);
    worker_->Report();
    worker_->Await([](const auto& response) { return response.wanted_size() > 0; });
    worker_->Fail(grant_, failure_class);
    worker_->HandInLog(grant_, log, start);
    EXPECT_THAT(worker_->AwaitReceipts(), SizeIs(1));
  }

  TestCoordinator service_;
  std::unique_ptr<FakeWorker> worker_;
  v1::AttemptGrant grant_;
};

TEST_F(LogCalls, TheLogOfAFailureIsReadWhenItsWorkerIsGoneAlsoAfterARestart) {
  FailWithLog(v1::FAILURE_CLASS_BAD_INPUT, "no such layer\n");
  worker_.reset();
  service_.Restart();

  const auto log = Get();

  ASSERT_TRUE(log.status.ok()) << log.status.error_message();
  EXPECT_EQ(log.response.state(), v1::GetLogResponse::STATE_STORED);
  EXPECT_EQ(log.response.data(), "no such layer\n");
  EXPECT_EQ(log.response.stage_key(), grant_.stage_key());
  EXPECT_EQ(log.response.attempt(), 1);
  EXPECT_EQ(log.response.worker_id(), "w");
  EXPECT_EQ(log.response.skipped_bytes(), 0);
  EXPECT_EQ(log.response.next_position(), 14);
}

TEST_F(LogCalls, WhatIsNotKeptOfALogIsCounted) {
  FailWithLog(v1::FAILURE_CLASS_BAD_INPUT, "no such layer\n", 1000);
  EXPECT_EQ(Get().response.skipped_bytes(), 1000);
  EXPECT_EQ(Get(1, 1003).response.skipped_bytes(), 0);
  EXPECT_EQ(Get(1, 1003).response.data(), "such layer\n");
  EXPECT_EQ(Get(1, 5000).response.data(), "");
}

TEST_F(LogCalls, ACollectionKeepsLogs) {
  FailWithLog(v1::FAILURE_CLASS_BAD_INPUT, "no such layer\n");
  for (const auto& entry : fs::recursive_directory_iterator(service_.state() / "artifacts" / "blobs")) {
    if (entry.is_regular_file())
      fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(100));
  }
  auto stub = v1::ArtifactService::NewStub(service_.Connect());
  v1::CollectGarbageResponse collected;
  ASSERT_TRUE(stub->CollectGarbage(TestCoordinator::Context().get(), {}, &collected).ok());

  EXPECT_EQ(collected.blobs(), 0);
  EXPECT_EQ(Get().response.data(), "no such layer\n");
}

TEST_F(LogCalls, ALogThatTheStoreLacksIsAskedForAgain) {
  worker_->StateLog(grant_, "no such layer\n");
  const auto receipts = worker_->AwaitReceipts();
  ASSERT_THAT(receipts, SizeIs(1));
  EXPECT_TRUE(receipts[0].missing());

  worker_->HandInLog(grant_, "no such layer\n");

  const auto again = worker_->AwaitReceipts();
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_FALSE(again[0].missing());
}

TEST_F(LogCalls, ALogOfNoAttemptIsForgotten) {
  grant_.set_token(grant_.token() + 100);
  worker_->HandInLog(grant_, "no such layer\n");
  const auto receipts = worker_->AwaitReceipts();
  ASSERT_THAT(receipts, SizeIs(1));
  EXPECT_FALSE(receipts[0].missing());
}

TEST_F(LogCalls, AResultDoesNotWaitForItsLog) {
  worker_->StateLog(grant_, "never uploaded\n");
  worker_->Succeed(grant_);
  worker_->Report();
  EXPECT_TRUE(service_.WatchUntil([](const auto& r) { return r.sweep().stages().done() == 1; }));
}

TEST_F(LogCalls, EveryAttemptHasItsOwnLogAndTheNewestIsMeantUnlessOneIsNamed) {
  FailWithLog(v1::FAILURE_CLASS_CRASHED, "first\n");
  service_.Advance(std::chrono::seconds(20));
  worker_->Report();
  grant_ = worker_->AwaitGrant();
  EXPECT_EQ(Get().response.data(), "first\n") << "the second has not begun";
  FailWithLog(v1::FAILURE_CLASS_BAD_INPUT, "second\n");

  EXPECT_EQ(Get().response.data(), "second\n");
  EXPECT_EQ(Get().response.attempt(), 2);
  EXPECT_EQ(Get(1).response.data(), "first\n");
  EXPECT_EQ(Get(3).status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(Get(3).status.error_message(), HasSubstr("no attempt 3: there have been 2"));
}

TEST_F(LogCalls, WhatCannotBeMeantIsRefused) {
  v1::GetLogRequest request;
  request.set_stage_key(DigestOf("nothing").ToHex());
  EXPECT_EQ(Get(request).status.error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_stage_key("xyz");
  EXPECT_EQ(Get(request).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Get(-1).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Get(1, -1).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);

  request.set_stage_key(service_.StageOf("finetune").stage_key());
  const auto untried = Get(request);
  EXPECT_EQ(untried.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(untried.status.error_message(), HasSubstr("has not been tried yet: srnet explain"));
}

TEST_F(LogCalls, ALogThatIsLostWithItsWorkerIsSaidToBe) {
  worker_->Held(grant_);
  worker_->Report();
  EXPECT_TRUE(service_.WatchUntil([](const auto& r) { return r.sweep().stages().leased() == 1; }));
  worker_->Await([](const auto& response) { return response.wanted_size() > 0; });
  worker_.reset();
  service_.Advance(std::chrono::minutes(5));
  service_.Advance(std::chrono::minutes(5));

  // Until the coordinator has seen it go.
  auto lost = Get(1);
  while (lost.response.state() == v1::GetLogResponse::STATE_PENDING) lost = Get(1);

  EXPECT_EQ(lost.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(lost.status.error_message(), HasSubstr("lost with worker w"));
}

TEST_F(LogCalls, ALogIsPendingUntilTheEndOfItsAttemptIsOnDisk) {
  worker_->Held(grant_);
  worker_->Report();
  worker_->Await([](const auto& response) { return response.wanted_size() > 0; });
  worker_.reset();
  const HeldWriter held(service_.state());
  service_.Advance(std::chrono::minutes(5));
  service_.Advance(std::chrono::minutes(5));

  auto ending = Get(1);
  while (ending.response.state() == v1::GetLogResponse::STATE_RUNNING) ending = Get(1);

  EXPECT_EQ(ending.response.state(), v1::GetLogResponse::STATE_PENDING);
}

TEST_F(LogCalls, ALogThatIsAboutToBeHandedInIsPendingForAMinute) {
  worker_->Held(grant_);
  worker_->Report();
  worker_->Await([](const auto& response) { return response.wanted_size() > 0; });
  worker_->Fail(grant_, v1::FAILURE_CLASS_BAD_INPUT);
  worker_->Report();
  worker_->AwaitNothing();
  ASSERT_TRUE(service_.WatchUntil(v1::Sweep::STATE_FAILED));
  service_.FillCatalogue();  // What is written before it is on disk when it returns.
  EXPECT_EQ(Get().response.state(), v1::GetLogResponse::STATE_PENDING);

  service_.Advance(std::chrono::minutes(2));

  EXPECT_EQ(Get().status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(Get().status.error_message(), HasSubstr("worker w has not handed one in"));
}

TEST_F(LogCalls, ARunningLogComesFromItsWorkerWhileSomebodyAsks) {
  worker_->Held(grant_);
  worker_->Report();
  const auto quiet = worker_->Await([](const auto& response) { return response.wanted_size() > 0; });
  EXPECT_FALSE(quiet.wanted(0).log_followed());
  EXPECT_EQ(Get().response.state(), v1::GetLogResponse::STATE_RUNNING);
  EXPECT_EQ(Get().response.data(), "");

  const auto asked = worker_->Await(
      [](const auto& response) { return response.wanted_size() > 0 && response.wanted(0).log_followed(); });
  EXPECT_EQ(asked.wanted(0).log_received(), 0);
  worker_->Held(grant_).set_log("step 100\n");
  worker_->Held(grant_).set_log_position(500);
  worker_->Report();
  worker_->Await([](const auto& response) {
    return response.wanted_size() > 0 && response.wanted(0).log_received() == 509;
  });

  const auto log = Get();
  EXPECT_EQ(log.response.data(), "step 100\n");
  EXPECT_EQ(log.response.skipped_bytes(), 500);
  EXPECT_EQ(log.response.next_position(), 509);
  EXPECT_EQ(Get(1, 509).response.data(), "");
}

TEST_F(LogCalls, AWorkerIsToldWhenNobodyReadsALogAnyMore) {
  worker_->Held(grant_);
  worker_->Report();
  worker_->Await([](const auto& response) { return response.wanted_size() > 0; });
  Get();
  worker_->Await(
      [](const auto& response) { return response.wanted_size() > 0 && response.wanted(0).log_followed(); });

  service_.Advance(std::chrono::seconds(16));
  worker_->Report();

  worker_->Await(
      [](const auto& response) { return response.wanted_size() > 0 && !response.wanted(0).log_followed(); });
}

}  // namespace
}  // namespace srnet::app
