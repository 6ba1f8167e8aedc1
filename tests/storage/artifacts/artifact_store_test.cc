#include "storage/artifacts/artifact_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::artifacts {
namespace {

using testing::HasCode;
using testing::IsError;
using testing::IsOk;
using testing::ValueOf;

class ArtifactStoreTest : public ::testing::Test {
 protected:
  ArtifactStoreTest() : store_(ValueOf(ArtifactStore::Open(folder_ / "store"))) {}

  bool IncomingIsEmpty() { return std::filesystem::is_empty(folder_ / "store" / "incoming"); }

  testing::TemporaryDirectory folder_;
  ArtifactStore store_;
};

TEST_F(ArtifactStoreTest, ABlobIsNamedByItsContentAndReadOnly) {
  const Digest digest = ValueOf(store_.Put("hello"));
  EXPECT_EQ(digest, DigestOf("hello"));
  const std::string hex = digest.ToHex();
  const auto path = folder_ / "store" / "blobs" / hex.substr(0, 2) / hex.substr(2);
  EXPECT_EQ(store_.PathOf(digest), path);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0444u);
  EXPECT_EQ(ValueOf(store_.Get(digest, 100)), "hello");
  EXPECT_EQ(ValueOf(store_.Stat(digest)), 5);
  EXPECT_TRUE(IncomingIsEmpty());
}

TEST_F(ArtifactStoreTest, RangesAreReadWhereverTheyLie) {
  const Blob blob = ValueOf(store_.OpenBlob(ValueOf(store_.Put("0123456789"))));
  EXPECT_EQ(blob.bytes(), 10);
  EXPECT_EQ(ValueOf(blob.Read(3, 4)), "3456");
  EXPECT_EQ(ValueOf(blob.Read(8, 100)), "89");
  EXPECT_EQ(ValueOf(blob.Read(10, 1)), "");
  EXPECT_THAT(blob.Read(11, 1), HasCode(StatusCode::kOutOfRange));
  EXPECT_THAT(blob.Read(-1, 1), HasCode(StatusCode::kOutOfRange));
}

TEST_F(ArtifactStoreTest, TheSameContentTwiceIsOneBlob) {
  const Digest digest = ValueOf(store_.Put("same"));
  EXPECT_EQ(ValueOf(store_.Put("same")), digest);
  EXPECT_EQ(ValueOf(store_.Get(DigestOf("same"), 100)), "same");
  EXPECT_TRUE(IncomingIsEmpty());
}

TEST_F(ArtifactStoreTest, AChangedBlobIsFoundOut) {
  const Digest digest = ValueOf(store_.Put("original"));
  EXPECT_THAT(store_.Get(digest, 100), IsOk());
  std::filesystem::permissions(store_.PathOf(digest), std::filesystem::perms::owner_all);
  std::ofstream(store_.PathOf(digest)) << "orjginal";
  EXPECT_THAT(store_.Get(digest, 100), IsError(StatusCode::kDataLoss, "restore it from a backup"));
}

TEST_F(ArtifactStoreTest, ACutBlobIsDataLossAndNotAShortRead) {
  const Digest digest = ValueOf(store_.Put("0123456789"));
  const Blob blob = ValueOf(store_.OpenBlob(digest));
  std::filesystem::permissions(store_.PathOf(digest), std::filesystem::perms::owner_all);
  std::filesystem::resize_file(store_.PathOf(digest), 4);
  EXPECT_THAT(blob.Read(2, 5), HasCode(StatusCode::kDataLoss));
}

TEST_F(ArtifactStoreTest, AnUnknownBlobIsNotFoundEverywhere) {
  const Digest digest = DigestOf("never stored");
  EXPECT_FALSE(store_.Contains(digest));
  EXPECT_THAT(store_.Stat(digest), IsError(StatusCode::kNotFound, digest.ToHex()));
  EXPECT_THAT(store_.OpenBlob(digest), HasCode(StatusCode::kNotFound));
  EXPECT_THAT(store_.Get(digest, 100), HasCode(StatusCode::kNotFound));
}

TEST_F(ArtifactStoreTest, OpeningRemovesWhatDeadUploadsLeftAndKeepsBlobs) {
  const Digest digest = ValueOf(store_.Put("kept"));
  std::ofstream(folder_ / "store" / "incoming" / "leftover") << "half";
  const ArtifactStore again = ValueOf(ArtifactStore::Open(folder_ / "store"));
  EXPECT_TRUE(IncomingIsEmpty());
  EXPECT_TRUE(again.Contains(digest));
}

TEST_F(ArtifactStoreTest, ABlobAboveTheLimitIsNotReadIntoMemory) {
  EXPECT_THAT(store_.Get(ValueOf(store_.Put("0123456789")), 9), HasCode(StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace srnet::artifacts
