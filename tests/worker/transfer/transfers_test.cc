#include "worker/transfer/transfers.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include <fstream>
#include <future>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/worker/scripted_coordinator.h"

namespace srnet {
namespace {

using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;
using transfer::BlobName;

class TransfersTest : public ::testing::Test {
 protected:
  TransfersTest()
      : coordinator_(folder_ / "socket"),
        cache_(*cache::BlobCache::Open(folder_ / "cache", 1 << 20)),
        client_(grpc::CreateChannel(coordinator_.address(), grpc::InsecureChannelCredentials())),
        transfers_(std::make_unique<transfer::Transfers>(loop_, *cache_, client_, 2)) {
    loop_.Start();
  }
  ~TransfersTest() override {
    loop_.Call([this] { tickets_.clear(); });
    transfers_->Stop();
    loop_.Stop();
  }

  std::future<Status> Fetch(const BlobName& blob) {
    auto done = std::make_shared<std::promise<Status>>();
    loop_.Call([&] {
      tickets_.push_back(
          transfers_->Fetch(blob, [done](Status status) { done->set_value(std::move(status)); }));
    });
    return done->get_future();
  }
  std::future<Status> Upload(const std::string& content) {
    std::ofstream(folder_ / "product") << content;
    auto done = std::make_shared<std::promise<Status>>();
    loop_.Call([&] {
      tickets_.push_back(transfers_->Upload({NameOf(content), folder_ / "product"},
                                            [done](Status status) { done->set_value(std::move(status)); }));
    });
    return done->get_future();
  }
  static BlobName NameOf(const std::string& content) {
    return {DigestOf(content), static_cast<std::int64_t>(content.size())};
  }
  std::string Cached(const BlobName& blob) { return *ReadFile(cache_->PathOf(blob.digest), 1 << 22); }

  testing::TemporaryDirectory folder_;
  testing::ScriptedCoordinator coordinator_;
  asio::Loop loop_{"test"};
  std::unique_ptr<cache::BlobCache> cache_;
  transfer::ArtifactClient client_;
  std::unique_ptr<transfer::Transfers> transfers_;
  std::vector<transfer::Ticket> tickets_;
};

TEST_F(TransfersTest, AFetchedBlobIsInTheCache) {
  coordinator_.artifacts().Put("hello");

  ASSERT_THAT(Fetch(NameOf("hello")).get(), IsOk());

  EXPECT_EQ(Cached(NameOf("hello")), "hello");
}

TEST_F(TransfersTest, ABlobInTheCacheIsNotDownloadedAgain) {
  coordinator_.artifacts().Put("hello");
  ASSERT_THAT(Fetch(NameOf("hello")).get(), IsOk());

  ASSERT_THAT(Fetch(NameOf("hello")).get(), IsOk());

  EXPECT_EQ(coordinator_.artifacts().downloads(), 1);
}

TEST_F(TransfersTest, TwoWhoWantTheSameBlobShareADownload) {
  coordinator_.artifacts().Put("hello");
  coordinator_.artifacts().BreakDownloads(1);  // So that the first is still under way.

  std::future<Status> first = Fetch(NameOf("hello"));
  std::future<Status> second = Fetch(NameOf("hello"));

  EXPECT_THAT(first.get(), IsOk());
  EXPECT_THAT(second.get(), IsOk());
  EXPECT_EQ(coordinator_.artifacts().downloads(), 2);
}

TEST_F(TransfersTest, ABrokenDownloadGoesOnWhereItStopped) {
  const std::string content(100'000, 'x');
  coordinator_.artifacts().Put(content);
  coordinator_.artifacts().BreakDownloads(2);

  ASSERT_THAT(Fetch(NameOf(content)).get(), IsOk());

  EXPECT_EQ(Cached(NameOf(content)), content);
}

TEST_F(TransfersTest, ADamagedDownloadIsMadeAgainFromTheStart) {
  coordinator_.artifacts().Put("hello");
  coordinator_.artifacts().CorruptDownloads(1);

  ASSERT_THAT(Fetch(NameOf("hello")).get(), IsOk());

  EXPECT_EQ(Cached(NameOf("hello")), "hello");
}

TEST_F(TransfersTest, ABlobThatIsAlwaysDamagedIsDataLoss) {
  coordinator_.artifacts().Put("hello");
  coordinator_.artifacts().CorruptDownloads(100);

  EXPECT_THAT(Fetch(NameOf("hello")).get(),
              Fails(StatusCode::kDataLoss, HasSubstr(DigestOf("hello").ToHex())));
}

TEST_F(TransfersTest, ABlobOfAnotherSizeThanAnnouncedIsDataLoss) {
  coordinator_.artifacts().Put("hello");

  EXPECT_THAT(Fetch({DigestOf("hello"), 6}).get(),
              Fails(StatusCode::kDataLoss, HasSubstr("5 bytes instead of the 6")));
  EXPECT_THAT(Fetch({DigestOf("hello"), 4}).get(),
              Fails(StatusCode::kDataLoss, HasSubstr("more than the 4 bytes")));
}

TEST_F(TransfersTest, AMissingBlobIsNotFoundAtOnce) {
  EXPECT_THAT(Fetch(NameOf("hello")).get(),
              Fails(StatusCode::kNotFound, HasSubstr(DigestOf("hello").ToHex())));
  EXPECT_EQ(coordinator_.artifacts().downloads(), 1);
}

TEST_F(TransfersTest, AFetchWaitsForACoordinatorThatIsAway) {
  coordinator_.artifacts().Put("hello");
  coordinator_.Stop();
  std::future<Status> fetched = Fetch(NameOf("hello"));

  coordinator_.Start();

  EXPECT_THAT(fetched.get(), IsOk());
}

TEST_F(TransfersTest, AnEmptyBlobNeedsNoDownload) {
  ASSERT_THAT(Fetch(NameOf("")).get(), IsOk());

  EXPECT_EQ(Cached(NameOf("")), "");
}

TEST_F(TransfersTest, DroppingTheTicketEndsADownloadThatHangs) {
  coordinator_.artifacts().Put("hello");
  coordinator_.artifacts().StallDownloads();
  Fetch(NameOf("hello"));
  while (coordinator_.artifacts().downloads() == 0) std::this_thread::yield();

  loop_.Call([this] { tickets_.clear(); });

  transfers_->Stop();  // Would wait for the download.
}

TEST_F(TransfersTest, AnUploadIsInTheStore) {
  const std::string content(3 << 20, 'y');  // Three pieces.

  ASSERT_THAT(Upload(content).get(), IsOk());

  EXPECT_EQ(coordinator_.artifacts().Get(DigestOf(content).ToHex()), content);
}

TEST_F(TransfersTest, WhatTheStoreHasIsNotUploaded) {
  coordinator_.artifacts().Put("hello");

  ASSERT_THAT(Upload("hello").get(), IsOk());

  EXPECT_EQ(coordinator_.artifacts().uploads(), 0);
}

TEST_F(TransfersTest, ABrokenUploadGoesOnWhereItStopped) {
  const std::string content(3 << 20, 'z');
  coordinator_.artifacts().BreakUploads(2);

  ASSERT_THAT(Upload(content).get(), IsOk());

  EXPECT_EQ(coordinator_.artifacts().Get(DigestOf(content).ToHex()), content);
  EXPECT_EQ(coordinator_.artifacts().uploads(), 3);
}

TEST_F(TransfersTest, AnUploadOfWhichTheStoreLostTheBeginningIsMadeAgain) {
  const std::string content(3 << 20, 'z');
  coordinator_.artifacts().BreakUploads(1);
  coordinator_.artifacts().LoseRests(1);

  ASSERT_THAT(Upload(content).get(), IsOk());

  EXPECT_EQ(coordinator_.artifacts().Get(DigestOf(content).ToHex()), content);
  EXPECT_EQ(coordinator_.artifacts().uploads(), 3);
}

TEST_F(TransfersTest, SealingRefusesAFileThatIsNotItsBlob) {
  std::ofstream(folder_ / "product") << "hello";
  std::promise<Status> done;
  loop_.Call([&] {
    tickets_.push_back(transfers_->Seal({{NameOf("hallo"), folder_ / "product"}},
                                        [&](Status status) { done.set_value(std::move(status)); }));
  });

  EXPECT_THAT(done.get_future().get(), Fails(StatusCode::kFailedPrecondition, HasSubstr("digest")));
}

}  // namespace
}  // namespace srnet
