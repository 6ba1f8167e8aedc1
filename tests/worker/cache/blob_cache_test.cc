#include "worker/cache/blob_cache.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "tests/support/ordinary_user.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "worker/cache/blob_file.h"

namespace srnet::cache {
namespace {

using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;

class BlobCacheTest : public ::testing::Test {
 protected:
  std::unique_ptr<BlobCache> Open(std::int64_t max_bytes) {
    return *BlobCache::Open(folder_ / "cache", max_bytes);
  }

  static Digest Insert(BlobCache& cache, const std::string& content) {
    const Digest digest = DigestOf(content);
    const auto bytes = static_cast<std::int64_t>(content.size());
    std::ofstream(cache.PartialPathOf(digest)) << content;
    EXPECT_THAT(SealBlob(cache.PartialPathOf(digest), digest, bytes), IsOk());
    EXPECT_THAT(cache.InsertPartial(digest, bytes), IsOk());
    return digest;
  }

  void SetTime(const std::filesystem::path& file, time_t seconds) {
    const struct timespec times[2] = {{seconds, 0}, {seconds, 0}};
    ::utimensat(AT_FDCWD, file.c_str(), times, 0);
  }

  testing::TemporaryDirectory folder_;
};

TEST_F(BlobCacheTest, AnInsertedBlobIsReadOnlyAndHasItsContent) {
  const auto cache = Open(100);
  const Digest digest = Insert(*cache, "hello");

  EXPECT_TRUE(cache->Contains(digest));
  EXPECT_EQ(*ReadFile(cache->PathOf(digest), 100), "hello");
  struct stat info {};
  ASSERT_EQ(::stat(cache->PathOf(digest).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0444u);
}

TEST_F(BlobCacheTest, TheFileOfAnEvictedBlobIsGone) {
  const auto cache = Open(5);
  const Digest first = Insert(*cache, "11111");
  const Digest second = Insert(*cache, "22222");

  EXPECT_FALSE(std::filesystem::exists(cache->PathOf(first)));
  EXPECT_TRUE(std::filesystem::exists(cache->PathOf(second)));
}

TEST_F(BlobCacheTest, UnpinningGivesTheSpaceBack) {
  const auto cache = Open(5);
  const Digest first = DigestOf("11111");
  cache->Pin(first);
  Insert(*cache, "11111");
  Insert(*cache, "22222");
  EXPECT_TRUE(cache->Contains(first));

  cache->Pin(DigestOf("22222"));
  cache->Unpin(first);
  Insert(*cache, "22222");
  EXPECT_FALSE(cache->Contains(first));
}

TEST_F(BlobCacheTest, BlobsAndTheirOrderOfUseSurviveARestart) {
  Digest old;
  Digest fresh;
  {
    const auto cache = Open(100);
    fresh = Insert(*cache, "22222");
    old = Insert(*cache, "11111");
    SetTime(cache->PathOf(fresh), 2000);
    SetTime(cache->PathOf(old), 1000);
  }
  const auto cache = Open(5);

  EXPECT_TRUE(cache->Contains(fresh));
  EXPECT_FALSE(cache->Contains(old));
}

TEST_F(BlobCacheTest, PartialAndForeignFilesAreGoneAfterARestart) {
  std::filesystem::path partial;
  {
    const auto cache = Open(100);
    partial = cache->PartialPathOf(DigestOf("x"));
    std::ofstream(partial) << "half";
    std::filesystem::create_directories(folder_ / "cache/blobs/ab");
    std::ofstream(folder_ / "cache/blobs/ab/notes.txt") << "?";
  }
  const auto cache = Open(100);

  EXPECT_FALSE(std::filesystem::exists(partial));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "cache/blobs/ab/notes.txt"));
}

TEST_F(BlobCacheTest, ALinkedFileStaysWhereItWas) {
  const auto cache = Open(100);
  std::ofstream(folder_ / "product") << "abc";

  ASSERT_THAT(cache->InsertLink(DigestOf("abc"), 3, folder_ / "product"), IsOk());
  ASSERT_THAT(cache->InsertLink(DigestOf("abc"), 3, folder_ / "product"), IsOk());

  EXPECT_EQ(*ReadFile(cache->PathOf(DigestOf("abc")), 100), "abc");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "product"));
  EXPECT_EQ(cache->bytes(), 3);
}

TEST_F(BlobCacheTest, ASealedFileIsRefusedAndRemovedUnlessItIsTheBlob) {
  std::ofstream(folder_ / "a") << "abc";
  std::ofstream(folder_ / "b") << "abc";

  EXPECT_THAT(SealBlob(folder_ / "a", DigestOf("abd"), 3), Fails(StatusCode::kDataLoss, HasSubstr("digest")));
  EXPECT_THAT(SealBlob(folder_ / "b", DigestOf("abc"), 4),
              Fails(StatusCode::kDataLoss, HasSubstr("3 bytes")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "b"));
}

TEST_F(BlobCacheTest, ABlobThatCouldNotBeTakenInCanBeDownloadedAgain) {
  EXPECT_TRUE(testing::HoldsForAnOrdinaryUser(folder_.path(), [this] {
    const auto cache = Open(100);
    const Digest digest = DigestOf("hello");
    const std::filesystem::path partial = cache->PartialPathOf(digest);
    std::ofstream(partial) << "hello";
    ASSERT_THAT(SealBlob(partial, digest, 5), IsOk());
    std::ofstream(cache->PathOf(digest).parent_path()) << "in the way";

    EXPECT_FALSE(cache->InsertPartial(digest, 5).ok());
    EXPECT_TRUE(std::ofstream(partial, std::ios::app).is_open());

    std::filesystem::remove(cache->PathOf(digest).parent_path());
    ASSERT_THAT(SealBlob(partial, digest, 5), IsOk());
    EXPECT_THAT(cache->InsertPartial(digest, 5), IsOk());
  }));
}

TEST_F(BlobCacheTest, AFileInTheWayIsNamed) {
  std::ofstream(folder_ / "cache") << "";

  EXPECT_FALSE(BlobCache::Open(folder_ / "cache", 1).ok());
}

}  // namespace
}  // namespace srnet::cache
