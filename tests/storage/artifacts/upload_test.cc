#include "storage/artifacts/upload.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <atomic>
#include <thread>

#include "storage/artifacts/artifact_store.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::artifacts {
namespace {

using testing::HasCode;
using testing::IsError;
using testing::IsOk;
using testing::MustSucceed;
using testing::ValueOf;

class UploadTest : public ::testing::Test {
 protected:
  UploadTest() : store_(ValueOf(ArtifactStore::Open(folder_ / "store"))), digest_(DigestOf(kContent)) {}

  static constexpr std::string_view kContent = "0123456789";
  static constexpr std::int64_t kBytes = 10;

  testing::TemporaryDirectory folder_;
  ArtifactStore store_;
  Digest digest_;
};

TEST_F(UploadTest, ABlobIsVisibleOnlyOnceFinished) {
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  EXPECT_EQ(upload.offset(), 0);
  MustSucceed(upload.Append(0, kContent.substr(0, 4)));
  MustSucceed(upload.Append(4, kContent.substr(4)));
  EXPECT_TRUE(upload.complete());
  EXPECT_FALSE(store_.Contains(digest_));
  MustSucceed(upload.Finish());
  EXPECT_EQ(ValueOf(store_.Get(digest_, 100)), kContent);
}

TEST_F(UploadTest, AnInterruptedUploadGoesOnWhereItStopped) {
  {
    Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
    MustSucceed(upload.Append(0, kContent.substr(0, 7)));
  }
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  EXPECT_EQ(upload.offset(), 7);
  MustSucceed(upload.Append(7, kContent.substr(7)));
  MustSucceed(upload.Finish());
  EXPECT_EQ(ValueOf(store_.Get(digest_, 100)), kContent);
}

TEST_F(UploadTest, TheStoreKnowsHowMuchOfAnUnfinishedUploadIsThere) {
  EXPECT_EQ(store_.IncomingBytes(digest_), 0);
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  MustSucceed(upload.Append(0, kContent.substr(0, 7)));
  EXPECT_EQ(store_.IncomingBytes(digest_), 7);
  MustSucceed(upload.Append(7, kContent.substr(7)));
  MustSucceed(upload.Finish());
  EXPECT_EQ(store_.IncomingBytes(digest_), 0);
}

TEST_F(UploadTest, OnlyUploadsThatNobodyGoesOnWithAreForgotten) {
  const Digest abandoned = DigestOf("abandoned");
  MustSucceed(ValueOf(store_.BeginUpload(abandoned, 10)).Append(0, "aban"));
  const Digest fresh = DigestOf("fresh");
  MustSucceed(ValueOf(store_.BeginUpload(fresh, 10)).Append(0, "fre"));
  Upload slow = ValueOf(store_.BeginUpload(digest_, kBytes));
  MustSucceed(slow.Append(0, kContent.substr(0, 7)));
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(48);
  for (const Digest& digest : {abandoned, digest_})
    std::filesystem::last_write_time(folder_ / "store/incoming" / digest.ToHex(), long_ago);

  MustSucceed(store_.RemoveAbandoned(std::chrono::hours(24)));

  EXPECT_EQ(store_.IncomingBytes(abandoned), 0);
  EXPECT_EQ(store_.IncomingBytes(fresh), 3);
  MustSucceed(slow.Append(7, kContent.substr(7)));
  MustSucceed(slow.Finish());
  EXPECT_EQ(ValueOf(store_.Get(digest_, 100)), kContent);
}

TEST_F(UploadTest, AnEmptyBlobCanBeUploaded) {
  Upload upload = ValueOf(store_.BeginUpload(DigestOf(""), 0));
  MustSucceed(upload.Finish());
  EXPECT_EQ(ValueOf(store_.Stat(DigestOf(""))), 0);
}

TEST_F(UploadTest, WhatIsThereAlreadyNeedsNoBytes) {
  ValueOf(store_.Put(kContent));
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  EXPECT_TRUE(upload.complete());
  MustSucceed(upload.Finish());
  EXPECT_THAT(store_.BeginUpload(digest_, kBytes + 1),
              IsError(StatusCode::kInvalidArgument, "has 10 bytes, not 11"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "store" / "incoming"));
}

TEST_F(UploadTest, WrongBytesAreDroppedAndTheUploadStartsAgain) {
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  MustSucceed(upload.Append(0, "0123456780"));
  EXPECT_THAT(upload.Finish(), IsError(StatusCode::kDataLoss, "send them again"));
  EXPECT_FALSE(store_.Contains(digest_));
  EXPECT_EQ(upload.offset(), 0);
  MustSucceed(upload.Append(0, kContent));
  MustSucceed(upload.Finish());
  EXPECT_EQ(ValueOf(store_.Get(digest_, 100)), kContent);
}

TEST_F(UploadTest, ChunksOutOfPlaceOrTooLongAreRefused) {
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  EXPECT_THAT(upload.Append(1, "x"), IsError(StatusCode::kInvalidArgument, "the next byte is 0"));
  EXPECT_THAT(upload.Append(0, "0123456789A"),
              IsError(StatusCode::kInvalidArgument, "more than the 10 announced"));
  EXPECT_EQ(upload.offset(), 0);
}

TEST_F(UploadTest, MissingBytesCannotBeFinished) {
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  MustSucceed(upload.Append(0, "0123"));
  EXPECT_THAT(upload.Finish(), IsError(StatusCode::kFailedPrecondition, "4 of 10 bytes"));
}

TEST_F(UploadTest, TwoUploadsOfOneDigestAreKeptApart) {
  {
    const Upload first = ValueOf(store_.BeginUpload(digest_, kBytes));
    EXPECT_THAT(store_.BeginUpload(digest_, kBytes), HasCode(StatusCode::kAborted));
    EXPECT_THAT(store_.BeginUpload(DigestOf("other"), 5), IsOk());
  }
  EXPECT_THAT(store_.BeginUpload(digest_, kBytes), IsOk());
}

TEST_F(UploadTest, ManySendersOfOneDigestEndWithOneBlob) {
  std::vector<std::thread> senders;
  std::atomic<int> stored{0};
  for (int i = 0; i < 8; ++i) {
    senders.emplace_back([&] {
      while (true) {
        StatusOr<Upload> upload = store_.BeginUpload(digest_, kBytes);
        if (absl::IsAborted(upload.status())) {
          std::this_thread::yield();
          continue;
        }
        if (!upload.ok()) return;
        const std::int64_t at = upload->offset();
        if (upload->Append(at, kContent.substr(static_cast<std::size_t>(at))).ok() && upload->Finish().ok())
          ++stored;
        return;
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(stored, 8);
  EXPECT_EQ(ValueOf(store_.Get(digest_, 100)), kContent);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "store" / "incoming"));
}

// A limit on the size of files stands for a full disk: the same short write, then the same kind of error.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    SRNET_CHECK(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    rlimit tight = before_;
    tight.rlim_cur = bytes;
    SRNET_CHECK(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  }
  ~FullDisk() {
    SRNET_CHECK(::setrlimit(RLIMIT_FSIZE, &before_) == 0);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(UploadTest, AFullDiskKeepsWhatHadArrivedAndTheUploadGoesOnAfterwards) {
  Upload upload = ValueOf(store_.BeginUpload(digest_, kBytes));
  MustSucceed(upload.Append(0, kContent.substr(0, 4)));
  {
    const FullDisk full(6);
    EXPECT_THAT(upload.Append(4, kContent.substr(4)), HasCode(StatusCode::kResourceExhausted));
    EXPECT_EQ(upload.offset(), 4);
  }
  MustSucceed(upload.Append(4, kContent.substr(4)));
  MustSucceed(upload.Finish());
  EXPECT_EQ(ValueOf(store_.Get(digest_, 100)), kContent);
}

TEST_F(UploadTest, AFullDiskLeavesNoHalfBlobOfASmallOne) {
  const std::string large(100'000, 'x');
  {
    const FullDisk full(50'000);
    EXPECT_THAT(store_.Put(large), HasCode(StatusCode::kResourceExhausted));
  }
  EXPECT_FALSE(store_.Contains(DigestOf(large)));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "store" / "incoming"));
}

}  // namespace
}  // namespace srnet::artifacts
