// Artifacts and catalogue over the wire, and the ways in which a coordinator cannot start.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>

#include "common/digest/sha256.h"
#include "tests/coordinator/app/test_coordinator.h"
#include "tests/support/status_matchers.h"

namespace srnet::app {
namespace {

using testing::Fails;
using ::testing::HasSubstr;

const std::string kContent(3'000'000, 'x');

struct ArtifactTest : ::testing::Test {
  // Sends `content` from `from` to `to` under the digest of `named`.
  grpc::Status Send(const std::string& named, const std::string& content, std::size_t from, std::size_t to) {
    const auto context = TestCoordinator::Context();
    v1::UploadResponse response;
    auto writer = stub->Upload(context.get(), &response);
    v1::UploadRequest request;
    request.mutable_header()->set_sha256(DigestOf(named).ToHex());
    request.mutable_header()->set_bytes(static_cast<std::int64_t>(content.size()));
    request.mutable_header()->set_offset(static_cast<std::int64_t>(from));
    writer->Write(request);
    for (std::size_t at = from; at < to; at += std::size_t{1} << 20) {
      request.set_data(content.substr(at, std::min(std::size_t{1} << 20, to - at)));
      writer->Write(request);
    }
    writer->WritesDone();
    return writer->Finish();
  }
  v1::StatResponse::Blob Stat(const std::string& content) {
    v1::StatRequest request;
    request.add_sha256(DigestOf(content).ToHex());
    v1::StatResponse response;
    EXPECT_TRUE(stub->Stat(TestCoordinator::Context().get(), request, &response).ok());
    return response.blobs(0);
  }
  Outcome<std::string> Download(const std::string& content, std::int64_t offset) {
    v1::DownloadRequest request;
    request.set_sha256(DigestOf(content).ToHex());
    request.set_offset(offset);
    const auto context = TestCoordinator::Context();
    auto reader = stub->Download(context.get(), request);
    Outcome<std::string> outcome;
    v1::DownloadResponse piece;
    while (reader->Read(&piece)) outcome.response += piece.data();
    outcome.status = reader->Finish();
    return outcome;
  }

  TestCoordinator service;
  std::unique_ptr<v1::ArtifactService::Stub> stub = v1::ArtifactService::NewStub(service.Connect());
};

TEST_F(ArtifactTest, WhatWasUploadedComesBack) {
  EXPECT_TRUE(Send(kContent, kContent, 0, kContent.size()).ok());
  EXPECT_TRUE(Stat(kContent).complete());
  EXPECT_EQ(Download(kContent, 0).response, kContent);
  EXPECT_EQ(Download(kContent, 2'999'990).response, std::string(10, 'x'));
  EXPECT_EQ(Download(kContent, 3'000'001).status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
}

TEST_F(ArtifactTest, ABrokenUploadGoesOnWhereItStopped) {
  EXPECT_EQ(Send(kContent, kContent, 0, 1 << 20).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_FALSE(Stat(kContent).complete());
  ASSERT_EQ(Stat(kContent).bytes(), 1 << 20);
  EXPECT_TRUE(Send(kContent, kContent, 1 << 20, kContent.size()).ok());
  EXPECT_EQ(Download(kContent, 0).response, kContent);
}

TEST_F(ArtifactTest, AnUploadMayRepeatWhatIsThere) {
  EXPECT_FALSE(Send(kContent, kContent, 0, 1'500'000).ok());
  EXPECT_TRUE(Send(kContent, kContent, 0, kContent.size()).ok());
  EXPECT_TRUE(Send(kContent, kContent, 0, kContent.size()).ok());
  EXPECT_TRUE(Stat(kContent).complete());
}

TEST_F(ArtifactTest, BytesOfAnotherDigestAreRefusedAndForgotten) {
  EXPECT_EQ(Send("other", kContent, 0, kContent.size()).error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_FALSE(Stat("other").complete());
  EXPECT_EQ(Stat("other").bytes(), 0);
}

TEST_F(ArtifactTest, AnOffsetBeyondWhatIsThereIsForTheSenderToAskAgain) {
  EXPECT_EQ(Send(kContent, kContent, 5, kContent.size()).error_code(), grpc::StatusCode::ABORTED);
  EXPECT_TRUE(Send(kContent, kContent, 0, kContent.size()).ok());
}

TEST_F(ArtifactTest, ANegativeOffsetIsWrong) {
  EXPECT_EQ(Send(kContent, kContent, static_cast<std::size_t>(-5), 0).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ArtifactTest, AfterARestartAnUploadThatWasHalfThereBeginsAnew) {
  EXPECT_FALSE(Send(kContent, kContent, 0, 1 << 20).ok());
  const auto there = static_cast<std::size_t>(Stat(kContent).bytes());
  ASSERT_EQ(there, std::size_t{1} << 20);
  service.Restart();
  stub = v1::ArtifactService::NewStub(service.Connect());

  EXPECT_EQ(Send(kContent, kContent, there, kContent.size()).error_code(), grpc::StatusCode::ABORTED);
  ASSERT_EQ(Stat(kContent).bytes(), 0);
  EXPECT_TRUE(Send(kContent, kContent, 0, kContent.size()).ok());
}

// A limit on the size of files stands in for a full disk: the write fails half-way in the same place.
TEST_F(ArtifactTest, AFullDiskIsResourceExhaustedAndTheUploadGoesOnAfterwards) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 2'500'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const grpc::Status full = Send(kContent, kContent, 0, kContent.size());
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);

  EXPECT_EQ(full.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << full.error_message();
  const auto there = static_cast<std::size_t>(Stat(kContent).bytes());
  EXPECT_EQ(there, std::size_t{2} << 20);
  EXPECT_TRUE(Send(kContent, kContent, there, kContent.size()).ok());
  EXPECT_EQ(Download(kContent, 0).response, kContent);
}

TEST_F(ArtifactTest, AnUnknownBlobIsNotFound) {
  EXPECT_EQ(Download("absent", 0).status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ArtifactTest, ATreeWithAMissingBlobIsNotRegistered) {
  const std::string tree =
      R"({"files":{"config.json":{"bytes":5,"sha256":")" + DigestOf("absent").ToHex() + R"("}}})";
  const std::string digest = service.Upload(tree);
  const grpc::Status status = service.Register(v1::CatalogueEntry::KIND_MODEL, "bert", digest);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("config.json"));
  EXPECT_EQ(service.Register(v1::CatalogueEntry::KIND_MODEL, "Bad Name", digest).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ArtifactTest, WordVectorsAreAnEntryOfTheirOwnKindThatSpecificationsName) {
  service.FillCatalogue();
  const std::string specification =
      "name: v\nmodel: bert\ntasks: mnli\nseeds: 1\n"
      "grid: [{pipeline: finetune, finetune_loss: poe}]\noverrides: {bias: {word_vectors: crawl}}\n";
  const grpc::Status unknown = service.Submit(specification).status;
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), HasSubstr("line 6, column 34"));

  const std::string digest = service.UploadFolder("vectors.vec", "1 2\nthe 1 0\n");
  ASSERT_TRUE(service.Register(v1::CatalogueEntry::KIND_VECTORS, "crawl", digest).ok());

  v1::ListEntriesRequest request;
  request.set_kind(v1::CatalogueEntry::KIND_VECTORS);
  v1::ListEntriesResponse entries;
  auto catalogue = v1::CatalogueService::NewStub(service.Connect());
  ASSERT_TRUE(catalogue->ListEntries(TestCoordinator::Context().get(), request, &entries).ok());
  ASSERT_EQ(entries.entries_size(), 1);
  EXPECT_EQ(entries.entries(0).kind(), v1::CatalogueEntry::KIND_VECTORS);
  EXPECT_EQ(entries.entries(0).tree_sha256(), digest);
  EXPECT_EQ(entries.entries(0).description(), "{}");
  const grpc::Status submitted = service.Submit(specification).status;
  EXPECT_TRUE(submitted.ok()) << submitted.error_message();
}

TEST_F(ArtifactTest, AFolderWithoutVectorsIsNoEntryOfWordVectors) {
  const std::string digest = service.UploadFolder("config.json", "{}");
  const grpc::Status status = service.Register(v1::CatalogueEntry::KIND_VECTORS, "crawl", digest);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("vectors.vec"));
}

TEST_F(ArtifactTest, TheCatalogueSurvivesARestart) {
  service.FillCatalogue();
  service.Restart();
  v1::ListEntriesResponse entries;
  auto catalogue = v1::CatalogueService::NewStub(service.Connect());
  ASSERT_TRUE(catalogue->ListEntries(TestCoordinator::Context().get(), {}, &entries).ok());
  ASSERT_EQ(entries.entries_size(), 2);
  EXPECT_EQ(entries.entries(0).name(), "mnli");
  EXPECT_THAT(entries.entries(0).description(), HasSubstr("hans"));
}

TEST(CoordinatorStart, ASecondCoordinatorOnOneFolderIsRefused) {
  TestCoordinator first;
  CoordinatorOptions options = first.Options();
  options.server.listen = {"127.0.0.1:0"};
  EXPECT_THAT(Coordinator::Start(options),
              Fails(StatusCode::kFailedPrecondition, HasSubstr(first.state().native())));
  EXPECT_TRUE(first.Submit("").status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(CoordinatorStart, APortInUseIsAnErrorAndTheFolderIsFreeAgain) {
  TestCoordinator first;
  const testing::TemporaryDirectory folder;
  CoordinatorOptions options = first.Options();
  options.state = folder / "state";
  EXPECT_THAT(Coordinator::Start(options), Fails(StatusCode::kAlreadyExists, HasSubstr("in use")));
  options.server.listen = {"127.0.0.1:0"};
  EXPECT_TRUE(Coordinator::Start(options).ok());
}

TEST(CoordinatorStart, AnAdminPortInUseIsAnError) {
  TestCoordinator first;
  const testing::TemporaryDirectory folder;
  CoordinatorOptions options;
  options.state = folder / "a";
  options.server.listen = {"127.0.0.1:0"};
  options.admin = "127.0.0.1:0";
  const auto running = Coordinator::Start(options);
  ASSERT_TRUE(running.ok());
  options.state = folder / "b";
  options.admin = (*running)->admin_address();
  EXPECT_THAT(Coordinator::Start(options), Fails(StatusCode::kAlreadyExists, HasSubstr("--admin")));
}

}  // namespace
}  // namespace srnet::app
