// What the coordinator has stored: listed and cleaned up, over the wire.
#include "tests/coordinator/app/artifact_calls.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "common/digest/sha256.h"
#include "storage/artifacts/artifact_store.h"
#include "tests/coordinator/app/fake_worker.h"

namespace srnet::app {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

template <typename Value>
bool IsReady(const std::future<Value>& future) {
  return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

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

// A collection that read its marks before the result was recorded, and removes after the look at its
// products.
TEST_F(ArtifactCalls, AResultWhoseProductGoesBeforeItIsRecordedIsUploadedAgainAndNoCrash) {
  service_.Submit(kSpecification);
  FakeWorker worker(service_, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  worker.Succeed(grant);
  const std::string product = FakeResult(grant.stage()).artifacts(0).sha256();
  const auto any = [](const v1::SessionResponse&) { return true; };
  {
    const HeldWriter held(service_.state());
    worker.Report();
    worker.Await(any);  // The answer to the report.
    worker.Await(any);  // That to the look at its products.
    fs::remove(PathOf(product));
  }
  worker.Await(any);  // It was not recorded.
  ASSERT_EQ(service_.StageOf("import_dataset").state(), v1::Stage::STATE_LEASED);
  worker.Report();
  const auto response = worker.Await(
      [](const auto& r) { return r.wanted_size() > 0 && r.wanted(0).missing_artifacts_size() > 0; });
  EXPECT_THAT(response.wanted(0).missing_artifacts(), ElementsAre(product));
  worker.Succeed(grant);
  worker.Report();
  EXPECT_TRUE(service_.WatchUntil([](const auto& r) { return r.sweep().stages().done() == 1; }));
  EXPECT_EQ(service_.StageOf("import_dataset").attempts(), 1);
}

TEST_F(ArtifactCalls, AFolderWhoseFileGoesBeforeItIsRegisteredIsNot) {
  const std::string config = service_.Upload(R"({"other":1})");
  const std::string weights = service_.Upload("weights");  // The last that is looked at.
  const std::string tree = service_.Upload(fmt::format(
      R"({{"files":{{"config.json":{{"bytes":11,"sha256":"{}"}},"weights":{{"bytes":7,"sha256":"{}"}}}}}})",
      config, weights));
  Age(weights);
  std::future<grpc::Status> registered;
  {
    const HeldWriter held(service_.state());
    registered = std::async(std::launch::async,
                            [&] { return service_.Register(v1::CatalogueEntry::KIND_MODEL, "other", tree); });
    const auto a_while_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
    while (fs::last_write_time(PathOf(weights)) < a_while_ago && !IsReady(registered))
      std::this_thread::yield();
    fs::remove(PathOf(weights));
  }
  EXPECT_EQ(registered.get().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  v1::ListEntriesResponse entries;
  const auto stub = v1::CatalogueService::NewStub(service_.Connect());
  ASSERT_TRUE(stub->ListEntries(TestCoordinator::Context().get(), {}, &entries).ok());
  EXPECT_THAT(entries.entries(), SizeIs(2)) << "the model and the data set of every test";
}

TEST_F(ArtifactCalls, AGracePeriodIsAtLeastAMinute) {
  v1::CollectGarbageRequest request;
  request.mutable_grace()->set_seconds(59);
  EXPECT_EQ(Collect(request).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.mutable_grace()->set_seconds(60);
  EXPECT_TRUE(Collect(request).status.ok());
  EXPECT_TRUE(Collect(request).status.ok()) << "the one before has given way";
}

TEST_F(ArtifactCalls, OneCollectionRunsAtATime) {
  std::optional<HeldWriter> held(std::in_place, service_.state());
  const auto collect = [&] { return Collect().status.error_code(); };
  std::future<grpc::StatusCode> first = std::async(std::launch::async, collect);
  std::future<grpc::StatusCode> second = std::async(std::launch::async, collect);
  // Whichever comes first waits for the writer, and the other is refused.
  while (!IsReady(first) && !IsReady(second)) std::this_thread::yield();
  held.reset();
  EXPECT_THAT((std::vector{first.get(), second.get()}),
              UnorderedElementsAre(grpc::StatusCode::OK, grpc::StatusCode::ABORTED));
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

}  // namespace
}  // namespace srnet::app
