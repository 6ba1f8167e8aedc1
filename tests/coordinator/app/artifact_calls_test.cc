// What the coordinator has stored: listed, looked at, and cleaned up, over the wire.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "common/digest/sha256.h"
#include "storage/artifacts/artifact_store.h"
#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Problem = v1::VerifyArtifactsResponse::Problem;

class ArtifactCalls : public ::testing::Test {
 protected:
  ArtifactCalls() { service_.FillCatalogue(); }

  fs::path PathOf(const std::string& sha256) {
    return service_.state() / "artifacts" / "blobs" / sha256.substr(0, 2) / sha256.substr(2);
  }
  // So long ago that any grace period is over.
  void Age(const std::string& sha256) {
    fs::last_write_time(PathOf(sha256), fs::file_time_type::clock::now() - std::chrono::hours(100));
  }
  void AgeEverything() {
    for (const auto& entry : fs::recursive_directory_iterator(service_.state() / "artifacts" / "blobs")) {
      if (entry.is_regular_file())
        fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(100));
    }
  }
  std::string UploadOld(const std::string& content) {
    const std::string sha256 = service_.Upload(content);
    Age(sha256);
    return sha256;
  }

  Outcome<v1::ListArtifactsResponse> List(const v1::ListArtifactsRequest& request = {}) {
    Outcome<v1::ListArtifactsResponse> outcome;
    outcome.status = stub_->ListArtifacts(TestCoordinator::Context().get(), request, &outcome.response);
    return outcome;
  }
  v1::ListArtifactsResponse Unreferenced() {
    v1::ListArtifactsRequest request;
    request.set_unreferenced(true);
    return List(request).response;
  }
  Outcome<v1::CollectGarbageResponse> Collect(const v1::CollectGarbageRequest& request = {}) {
    Outcome<v1::CollectGarbageResponse> outcome;
    outcome.status = stub_->CollectGarbage(TestCoordinator::Context().get(), request, &outcome.response);
    return outcome;
  }
  // The last response, with the problems of all.
  v1::VerifyArtifactsResponse Verify(std::int64_t bytes_per_second = 0) {
    v1::VerifyArtifactsRequest request;
    request.set_bytes_per_second(bytes_per_second);
    const auto context = TestCoordinator::Context();
    auto reader = stub_->VerifyArtifacts(context.get(), request);
    v1::VerifyArtifactsResponse last;
    google::protobuf::RepeatedPtrField<Problem> problems;
    while (reader->Read(&last)) problems.MergeFrom(last.problems());
    EXPECT_TRUE(reader->Finish().ok());
    *last.mutable_problems() = problems;
    return last;
  }
  bool Stat(const std::string& sha256) {
    v1::StatRequest request;
    request.add_sha256(sha256);
    v1::StatResponse response;
    EXPECT_TRUE(stub_->Stat(TestCoordinator::Context().get(), request, &response).ok());
    return response.blobs(0).complete();
  }
  void Overwrite(const std::string& sha256, const std::string& content) {
    fs::permissions(PathOf(sha256), fs::perms::owner_all);
    std::ofstream(PathOf(sha256)) << content;
  }

  TestCoordinator service_;
  std::unique_ptr<v1::ArtifactService::Stub> stub_ = v1::ArtifactService::NewStub(service_.Connect());
};

TEST_F(ArtifactCalls, AListSaysWhoseEachArtifactIs) {
  service_.Submit(kSpecification);
  FakeWorker(service_, "w").RunToTheEnd();
  const v1::ListArtifactsResponse all = List().response;
  EXPECT_EQ(all.total_artifacts(),
            5);  // Data set and model, and what was made of them: data, checkpoint, mask.
  EXPECT_THAT(all.artifacts(), SizeIs(5));
  EXPECT_GT(all.total_bytes(), 0);

  v1::ListArtifactsRequest request;
  request.set_stage_key(service_.StageOf("mask_train").stage_key());
  const v1::ListArtifactsResponse masks = List(request).response;
  ASSERT_THAT(masks.artifacts(), SizeIs(1));
  EXPECT_EQ(masks.artifacts(0).kind(), v1::Artifact::KIND_BLOB);
  ASSERT_THAT(masks.artifacts(0).referrers(), SizeIs(1));
  EXPECT_EQ(masks.artifacts(0).referrers(0).product(), "mask");
  EXPECT_THAT(masks.artifacts(0).referrers(0).sweep_ids(),
              ElementsAre(service_.Get().response.sweep().sweep_id()));

  request = {};
  request.set_sweep_id("small");
  EXPECT_THAT(List(request).response.artifacts(), SizeIs(3));
}

TEST_F(ArtifactCalls, AListComesOnPages) {
  v1::ListArtifactsRequest request;
  request.set_page_size(1);
  const v1::ListArtifactsResponse first = List(request).response;
  request.set_page_token(first.next_page_token());
  const v1::ListArtifactsResponse second = List(request).response;
  ASSERT_THAT(first.artifacts(), SizeIs(1));
  ASSERT_THAT(second.artifacts(), SizeIs(1));
  EXPECT_LT(first.artifacts(0).sha256(), second.artifacts(0).sha256());
  EXPECT_EQ(first.artifacts(0).kind(), v1::Artifact::KIND_TREE);
  EXPECT_EQ(first.total_artifacts(), 2);
}

TEST_F(ArtifactCalls, AListRefusesWhatItCannotMean) {
  v1::ListArtifactsRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(List(request).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = {};
  request.set_sweep_id("nothing");
  EXPECT_EQ(List(request).status.error_code(), grpc::StatusCode::NOT_FOUND);
  request = {};
  request.set_stage_key(DigestOf("nothing").ToHex());
  EXPECT_EQ(List(request).status.error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_unreferenced(true);
  EXPECT_EQ(List(request).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ArtifactCalls, WhatNothingRefersToIsListedApartAndOnPages) {
  EXPECT_EQ(Unreferenced().total_artifacts(), 0);
  const std::string one = service_.Upload("one");
  const std::string two = service_.Upload("two");
  v1::ListArtifactsRequest request;
  request.set_unreferenced(true);
  request.set_page_size(1);
  const v1::ListArtifactsResponse first = List(request).response;
  EXPECT_EQ(first.total_artifacts(), 2);
  EXPECT_EQ(first.total_bytes(), 6);
  ASSERT_THAT(first.artifacts(), SizeIs(1));
  EXPECT_EQ(first.artifacts(0).sha256(), std::min(one, two));
  request.set_page_token(first.next_page_token());
  EXPECT_EQ(List(request).response.artifacts(0).sha256(), std::max(one, two));
}

TEST_F(ArtifactCalls, ACollectionRemovesOldLeftoversAndNothingElse) {
  service_.Submit(kSpecification);
  FakeWorker(service_, "w").RunToTheEnd();
  AgeEverything();
  const std::string old = UploadOld("left over");
  const std::string fresh = service_.Upload("fresh");

  v1::CollectGarbageRequest dry;
  dry.set_dry_run(true);
  EXPECT_EQ(Collect(dry).response.blobs(), 1);
  EXPECT_TRUE(fs::exists(PathOf(old)));

  const v1::CollectGarbageResponse collected = Collect().response;
  EXPECT_EQ(collected.blobs(), 1);
  EXPECT_EQ(collected.bytes(), 9);
  EXPECT_EQ(collected.kept_blobs(), 1);
  EXPECT_EQ(collected.kept_bytes(), 5);
  EXPECT_FALSE(fs::exists(PathOf(old)));
  EXPECT_TRUE(fs::exists(PathOf(fresh)));
  EXPECT_THAT(Verify().problems(), SizeIs(0)) << "files of folders and products are there";
}

// A folder whose sender asks what is there, and only then names it.
TEST_F(ArtifactCalls, WhatAClientWasToldOfIsThereWhenItIsRegistered) {
  const std::string tree = service_.UploadFolder("config.json", R"({"other":1})");
  AgeEverything();
  EXPECT_TRUE(Stat(DigestOf(R"({"other":1})").ToHex()));
  EXPECT_TRUE(Stat(tree));
  EXPECT_EQ(Collect().response.blobs(), 0);
  EXPECT_TRUE(service_.Register(v1::CatalogueEntry::KIND_MODEL, "other", tree).ok());
}

TEST_F(ArtifactCalls, WhatWasCollectedIsNotRegisteredAndUploadedAgain) {
  const std::string tree = service_.UploadFolder("config.json", R"({"other":1})");
  AgeEverything();
  EXPECT_EQ(Collect().response.blobs(), 2);
  EXPECT_EQ(service_.Register(v1::CatalogueEntry::KIND_MODEL, "other", tree).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(service_.UploadFolder("config.json", R"({"other":1})"), tree);
  EXPECT_TRUE(service_.Register(v1::CatalogueEntry::KIND_MODEL, "other", tree).ok());
}

// A worker that was silent for longer than the grace period: its products went, and it is asked for them.
TEST_F(ArtifactCalls, AResultWhoseProductsWereCollectedIsUploadedAgain) {
  service_.Submit(kSpecification);
  FakeWorker worker(service_, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  worker.Succeed(grant);  // Uploaded, not yet reported.
  const std::string product = FakeResult(grant.stage()).artifacts(0).sha256();
  Age(product);
  EXPECT_EQ(Collect().response.blobs(), 1);
  worker.Report();
  const auto response = worker.Await(
      [](const auto& r) { return r.wanted_size() > 0 && r.wanted(0).missing_artifacts_size() > 0; });
  EXPECT_THAT(response.wanted(0).missing_artifacts(), ElementsAre(product));
  worker.Succeed(grant);
  worker.Report();
  EXPECT_TRUE(service_.WatchUntil([](const auto& r) { return r.sweep().stages().done() == 1; }));
  Age(product);
  EXPECT_EQ(Collect().response.blobs(), 0);
}

TEST_F(ArtifactCalls, AGracePeriodIsAtLeastAMinute) {
  v1::CollectGarbageRequest request;
  request.mutable_grace()->set_seconds(59);
  EXPECT_EQ(Collect(request).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.mutable_grace()->set_seconds(60);
  EXPECT_TRUE(Collect(request).status.ok());
  EXPECT_TRUE(Collect(request).status.ok()) << "the one before has given way";
}

TEST_F(ArtifactCalls, AGracePeriodLongerThanTimeItselfKeepsEverything) {
  UploadOld("left over");
  v1::CollectGarbageRequest request;
  request.mutable_grace()->set_seconds(315'576'000'000);  // The longest that a duration can be.
  EXPECT_EQ(Collect(request).response.kept_blobs(), 1);
}

TEST_F(ArtifactCalls, ACollectionDoesNotGuessWhichFilesAFolderHas) {
  const std::string tree = service_.UploadFolder("config.json", R"({"other":1})");
  EXPECT_TRUE(service_.Register(v1::CatalogueEntry::KIND_MODEL, "other", tree).ok());
  const std::string old = UploadOld("left over");
  fs::remove(PathOf(tree));
  const auto refused = Collect();
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(refused.status.error_message(), HasSubstr(tree));
  EXPECT_TRUE(fs::exists(PathOf(old)));
}

TEST_F(ArtifactCalls, AVerificationReadsEverythingAndFindsNothingWhereNothingIsWrong) {
  const v1::VerifyArtifactsResponse verified = Verify();
  EXPECT_EQ(verified.blobs(), 4);  // Two folders of one file each.
  EXPECT_EQ(verified.blobs_done(), 4);
  EXPECT_GT(verified.bytes(), 0);
  EXPECT_EQ(verified.bytes_done(), verified.bytes());
  EXPECT_THAT(verified.problems(), SizeIs(0));
}

TEST_F(ArtifactCalls, AVerificationFindsWhatIsMissingCutAndChanged) {
  service_.Submit(kSpecification);
  FakeWorker(service_, "w").RunToTheEnd();
  v1::ListArtifactsRequest request;
  request.set_stage_key(service_.StageOf("mask_train").stage_key());
  const std::string mask = List(request).response.artifacts(0).sha256();
  request.set_stage_key(service_.StageOf("finetune").stage_key());
  const std::string checkpoint = List(request).response.artifacts(0).sha256();
  const std::string config = DigestOf("{}").ToHex();
  Overwrite(mask, "cut");
  Overwrite(checkpoint, std::string(1000, 'x'));
  fs::remove(PathOf(config));

  std::map<std::string, Problem> problems;
  for (const Problem& problem : Verify().problems()) problems[problem.sha256()] = problem;
  ASSERT_THAT(problems, SizeIs(3));
  EXPECT_EQ(problems[mask].kind(), Problem::KIND_SHORT);
  EXPECT_EQ(problems[mask].referrers(0).stage_kind(), "mask_train");
  EXPECT_EQ(problems[mask].path(), PathOf(mask).native());
  EXPECT_EQ(problems[checkpoint].kind(), Problem::KIND_WRONG);
  EXPECT_EQ(problems[config].kind(), Problem::KIND_MISSING);
  EXPECT_EQ(problems[config].file(), "config.json");
  EXPECT_EQ(problems[config].referrers(0).entry_name(), "bert");
}

TEST_F(ArtifactCalls, TheManifestOfAFolderIsVerifiedToo) {
  const std::string tree = List().response.artifacts(0).sha256();
  Overwrite(tree, "{}");
  const v1::VerifyArtifactsResponse verified = Verify();
  ASSERT_THAT(verified.problems(), SizeIs(1));
  EXPECT_EQ(verified.problems(0).sha256(), tree);
  EXPECT_EQ(verified.problems(0).kind(), Problem::KIND_WRONG);
}

TEST_F(ArtifactCalls, OneVerificationRunsAtATimeAndStopsWhenItsReaderGoes) {
  v1::VerifyArtifactsRequest slow;
  slow.set_bytes_per_second(10);  // It would take a minute.
  auto context = TestCoordinator::Context();
  auto reader = stub_->VerifyArtifacts(context.get(), slow);
  v1::VerifyArtifactsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  const auto second_context = TestCoordinator::Context();
  auto second = stub_->VerifyArtifacts(second_context.get(), {});
  EXPECT_FALSE(second->Read(&response));
  EXPECT_EQ(second->Finish().error_code(), grpc::StatusCode::ABORTED);
  service_.Stop();
  while (reader->Read(&response)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

}  // namespace
}  // namespace srnet::app
