#include <gmock/gmock.h>

#include "tests/coordinator/rpc/fake_handlers.h"

#include "srnet/v1/artifact_service.grpc.pb.h"
#include "srnet/v1/sweep_service.grpc.pb.h"
#include "srnet/v1/worker_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

using ::testing::HasSubstr;

struct StreamTest : ::testing::Test {
  StreamTest() { context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20)); }

  FakeService service;
  grpc::ClientContext context;
};

TEST_F(StreamTest, AWatcherGetsWhatIsSentAndThenTheStatus) {
  auto stub = v1::SweepService::NewStub(service.channel);
  auto reader = stub->WatchSweep(&context, {});
  const auto stream = *service.sweeps.watchers.Take();
  for (int i = 1; i <= 2; ++i) {
    service.loop.Call([&] {
      v1::WatchSweepResponse response;
      response.set_cursor(i);
      stream->Send(std::move(response));
      EXPECT_FALSE(stream->writable());
    });
    EXPECT_TRUE(service.sweeps.written.Take());
  }
  service.loop.Call([&] {
    stream->Finish(NotFound("gone"));
    stream->Finish(Status());
  });

  v1::WatchSweepResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.cursor(), 1u);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(service.sweeps.closed.Take());
}

TEST_F(StreamTest, AWatcherThatGoesAwayIsClosedOnce) {
  auto stub = v1::SweepService::NewStub(service.channel);
  auto reader = stub->WatchSweep(&context, {});
  auto stream = service.sweeps.watchers.Take();
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(service.sweeps.closed.Take());
  stream.reset();
  service.Stop();
  EXPECT_EQ(service.sweeps.closed.size(), 0u);
}

v1::SessionRequest Report(const std::string& worker) {
  v1::SessionRequest request;
  request.set_worker_id(worker);
  return request;
}

TEST_F(StreamTest, TheNextMessageIsReadOnlyWhenTheLastOneWasDealtWith) {
  auto stub = v1::WorkerService::NewStub(service.channel);
  auto session = stub->Session(&context);
  session->Write(Report("a"));
  session->Write(Report("b"));
  const auto [stream, first] = *service.sessions.messages.Take();
  service.loop.Call([] {});
  EXPECT_EQ(service.sessions.messages.size(), 0u);
  service.loop.Call([&, &s = stream] { s->ReadNext(); });
  EXPECT_EQ(service.sessions.messages.Take()->second.worker_id(), "b");
}

TEST_F(StreamTest, AResponseThatWaitsIsReplacedByANewerOne) {
  auto stub = v1::WorkerService::NewStub(service.channel);
  auto session = stub->Session(&context);
  session->Write(Report("a"));
  const auto [stream, first] = *service.sessions.messages.Take();
  service.loop.Call([&, &s = stream] {
    for (int i = 1; i <= 5; ++i) {
      v1::SessionResponse response;
      response.mutable_lease()->set_seconds(i);
      s->Send(std::move(response));
    }
    s->Finish(Status());
  });

  std::vector<std::int64_t> seen;
  v1::SessionResponse response;
  while (session->Read(&response)) seen.push_back(response.lease().seconds());
  EXPECT_THAT(seen, ::testing::ElementsAre(1, 5));
  EXPECT_TRUE(session->Finish().ok());
}

TEST_F(StreamTest, AWorkerThatClosesItsSideEndsTheSession) {
  auto stub = v1::WorkerService::NewStub(service.channel);
  auto session = stub->Session(&context);
  session->Write(Report("a"));
  const auto message = *service.sessions.messages.Take();
  service.loop.Call([&] { message.first->ReadNext(); });
  session->WritesDone();
  EXPECT_TRUE(service.sessions.closed.Take());
  EXPECT_TRUE(session->Finish().ok());
}

TEST_F(StreamTest, AWatcherThatHasGoneIsStillToldToThoseWhoComeLate) {
  auto stub = v1::SweepService::NewStub(service.channel);
  auto reader = stub->WatchSweep(&context, {});
  const std::shared_ptr<WatchStream> stream = *service.sweeps.watchers.Take();
  context.TryCancel();
  EXPECT_TRUE(service.sweeps.closed.Take());
  Mailbox<bool> late;
  service.loop.Call([&] { stream->SetCallbacks([] {}, [&] { late.Put(true); }); });
  EXPECT_TRUE(late.Take());
  EXPECT_FALSE(reader->Finish().ok());
}

v1::UploadRequest Piece(const std::string& data) {
  v1::UploadRequest request;
  request.set_data(data);
  return request;
}

struct UploadTest : StreamTest {
  grpc::Status Upload(const std::vector<v1::UploadRequest>& messages) {
    auto stub = v1::ArtifactService::NewStub(service.channel);
    auto writer = stub->Upload(&context, &response);
    for (const auto& message : messages) writer->Write(message);
    writer->WritesDone();
    return writer->Finish();
  }
  static v1::UploadRequest Header() {
    v1::UploadRequest request;
    request.mutable_header()->set_sha256("d");
    return request;
  }
  v1::UploadResponse response;
};

TEST_F(UploadTest, PiecesArriveInOrder) {
  EXPECT_TRUE(Upload({Header(), Piece("one "), Piece("two")}).ok());
  EXPECT_EQ(service.artifacts.blobs["d"], "one two");
  EXPECT_EQ(response.bytes(), 7);
}

TEST_F(UploadTest, AFullDiskEndsTheUploadAtThatPiece) {
  EXPECT_EQ(Upload({Header(), Piece("one"), Piece("full"), Piece("two")}).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(service.artifacts.blobs["d"], "one");
}

TEST_F(UploadTest, TheHeaderComesFirstAndPiecesAreLimited) {
  EXPECT_THAT(Upload({Piece("one")}).error_message(), HasSubstr("must have the header"));
}

TEST_F(UploadTest, APieceAboveTheLimitIsRefused) {
  EXPECT_EQ(Upload({Header(), Piece(std::string((1 << 20) + 1, 'x'))}).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(StreamTest, ADownloadIsAllPiecesOfTheSource) {
  auto stub = v1::ArtifactService::NewStub(service.channel);
  auto reader = stub->Download(&context, {});
  v1::DownloadResponse response;
  std::size_t bytes = 0;
  while (reader->Read(&response)) bytes += response.data().size();
  EXPECT_EQ(bytes, 3000u);
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(StreamTest, ADownloadThatCannotOpenFails) {
  auto stub = v1::ArtifactService::NewStub(service.channel);
  v1::DownloadRequest request;
  request.set_sha256("absent");
  auto reader = stub->Download(&context, request);
  v1::DownloadResponse response;
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(StreamTest, EachMessageOfASourceIsMadeAnewAndItsErrorIsTheEnd) {
  auto stub = v1::ArtifactService::NewStub(service.channel);
  auto reader = stub->VerifyArtifacts(&context, {});
  v1::VerifyArtifactsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.problems_size(), 1);
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.blobs_done(), 2);
  EXPECT_EQ(response.problems_size(), 0);
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::DATA_LOSS);
}

}  // namespace
}  // namespace srnet::rpc
