// Blobs that nothing refers to go once nobody has asked for them in a while, and no others.
#include "storage/artifacts/collection.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "common/digest/sha256.h"
#include "storage/artifacts/blob_check.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/small_disk.h"
#include "tests/support/temporary_directory.h"

namespace srnet::artifacts {
namespace {

namespace fs = std::filesystem;

using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::Field;
using testing::HasCode;
using testing::IsError;
using testing::IsOk;
using testing::MustSucceed;
using testing::ValueOf;

// So long ago that any grace period is over.
void Age(const ArtifactStore& store, const Digest& digest) {
  fs::last_write_time(store.PathOf(digest), FileTime::clock::now() - hours(100));
}

class CollectionTest : public ::testing::Test {
 protected:
  CollectionTest() : store_(ValueOf(ArtifactStore::Open(folder_ / "store"))) {}

  Digest PutOld(std::string_view content) {
    const Digest digest = ValueOf(store_.Put(content));
    Age(store_, digest);
    return digest;
  }
  StatusOr<bool> Remove(const Digest& digest) {
    return RemoveUnlessRenewed(store_, digest, FileTime::clock::now() - hours(24));
  }
  fs::path Removing(const Digest& digest) { return folder_ / "store" / "removing" / digest.ToHex(); }
  Upload Begin(std::string_view content) {
    return ValueOf(store_.BeginUpload(DigestOf(content), static_cast<std::int64_t>(content.size())));
  }

  testing::TemporaryDirectory folder_;
  ArtifactStore store_;
};

TEST_F(CollectionTest, EveryBlobIsListedByDigestAndNothingElse) {
  std::set<Digest> put;
  for (const char* content : {"one", "two", "three"}) put.insert(ValueOf(store_.Put(content)));
  const fs::path blobs = folder_ / "store" / "blobs";
  std::ofstream(store_.PathOf(*put.begin()).parent_path() / "notes.txt") << "of somebody";
  std::ofstream(blobs / "notes.txt") << "of somebody";
  std::ofstream(blobs / "no") << "a folder";
  fs::create_directory(blobs / "lost+found");
  std::vector<Digest> listed;
  for (const StoredBlob& blob : ValueOf(ListBlobs(store_))) listed.push_back(blob.digest);
  EXPECT_EQ(listed, std::vector<Digest>(put.begin(), put.end()));
}

TEST_F(CollectionTest, AnOldBlobGoesAndANewOneStays) {
  const Digest old = PutOld("old");
  const Digest fresh = ValueOf(store_.Put("fresh"));
  EXPECT_TRUE(ValueOf(Remove(old)));
  EXPECT_FALSE(ValueOf(Remove(fresh)));
  EXPECT_THAT(ValueOf(ListBlobs(store_)), ElementsAre(Field(&StoredBlob::digest, fresh)));
  EXPECT_FALSE(ValueOf(Remove(old))) << "it is gone already";
  EXPECT_TRUE(fs::is_empty(folder_ / "store" / "removing"));
}

TEST_F(CollectionTest, ABlobThatSomebodyWasToldOfStays) {
  const Digest renewed = PutOld("renewed");
  const Digest durable = PutOld("durable");
  const Digest uploaded = PutOld("uploaded");
  EXPECT_EQ(ValueOf(store_.Renew(renewed)), 7);
  MustSucceed(store_.StatDurably(durable).status());
  EXPECT_TRUE(Begin("uploaded").complete());
  for (const Digest& digest : {renewed, durable, uploaded}) EXPECT_FALSE(ValueOf(Remove(digest)));
}

TEST_F(CollectionTest, AnUploadThatTookLongIsNewWhenItIsFinished) {
  Upload upload = Begin("slow");
  MustSucceed(upload.Append(0, "slow"));
  fs::last_write_time(folder_ / "store" / "incoming" / DigestOf("slow").ToHex(),
                      FileTime::clock::now() - hours(100));
  MustSucceed(upload.Finish());
  EXPECT_FALSE(ValueOf(Remove(DigestOf("slow"))));
}

TEST_F(CollectionTest, WhatIsOnItsWayOutIsFetchedBackByWhoeverAsksForIt) {
  const Digest digest = PutOld("wanted");
  fs::rename(store_.PathOf(digest), Removing(digest));  // Where a removal is half-way.
  EXPECT_EQ(ValueOf(store_.Renew(digest)), 6);
  EXPECT_EQ(ValueOf(store_.Get(digest, 100)), "wanted");
  EXPECT_FALSE(ValueOf(Remove(digest)));
}

TEST_F(CollectionTest, ATransactionIsToldWhatIsGone) {
  const Digest here = PutOld("here");
  const Digest gone = PutOld("gone");
  EXPECT_TRUE(ValueOf(Remove(gone)));
  EXPECT_THAT(RenewAll(store_, std::vector{here, gone}), IsError(StatusCode::kNotFound, gone.ToHex()));
  EXPECT_FALSE(ValueOf(Remove(here)));
}

// As the coordinator does it: rows are written and marks are read by turns, all else at the same time. Blobs
// are always old unless somebody renews them.
TEST_F(CollectionTest, UploadsThatRaceWithItLoseNothingThatWasAcknowledged) {
  std::mutex writer;
  std::set<Digest> rows;
  std::atomic<bool> done = false;
  std::atomic<int> removed = 0;
  std::thread collector([&] {
    while (!done) {
      std::unique_lock turn(writer);
      const FileTime before = FileTime::clock::now() - std::chrono::minutes(1);
      const std::set<Digest> marks = rows;
      turn.unlock();
      for (const StoredBlob& blob : ValueOf(ListBlobs(store_))) {
        if (marks.contains(blob.digest)) continue;
        if (ValueOf(RemoveUnlessRenewed(store_, blob.digest, before))) ++removed;
      }
    }
  });
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    const std::string content = fmt::format("content {}", random() % 300);
    const Digest digest = DigestOf(content);
    if (rows.contains(digest)) continue;
    if (!store_.Renew(digest).ok()) {
      ASSERT_THAT(store_.Put(content), IsOk());
      Age(store_, digest);
    }
    if (random() % 4 != 0) continue;
    const std::lock_guard turn(writer);
    if (RenewAll(store_, std::vector{digest}).ok()) rows.insert(digest);
  }
  done = true;
  collector.join();
  for (const Digest& digest : rows) EXPECT_THAT(store_.Get(digest, 100), IsOk());
  EXPECT_GT(removed, 0);
  EXPECT_GT(rows.size(), 0u);
}

TEST_F(CollectionTest, ACheckFindsWhatHasHappenedToABlob) {
  const auto fault_of = [&](const Digest& digest, std::int64_t bytes) {
    BlobCheck check(store_, digest, bytes);
    while (!check.done()) check.Read(3);
    return check.fault();
  };
  const auto damage = [&](const Digest& digest, const std::string& content) {
    fs::permissions(store_.PathOf(digest), fs::perms::owner_all);
    std::ofstream(store_.PathOf(digest)) << content;
  };
  const Digest whole = ValueOf(store_.Put("0123456789"));
  const Digest cut = ValueOf(store_.Put("abcdefghij"));
  const Digest changed = ValueOf(store_.Put("ABCDEFGHIJ"));
  const Digest longer = ValueOf(store_.Put("klmnopqrst"));
  damage(cut, "abcdefgh");
  damage(changed, "ABCDEFGHIX");
  damage(longer, "klmnopqrstu");
  EXPECT_EQ(fault_of(whole, 10), BlobFault::kNone);
  EXPECT_EQ(fault_of(cut, 10), BlobFault::kShort);
  EXPECT_EQ(fault_of(changed, 10), BlobFault::kWrong);
  EXPECT_EQ(fault_of(longer, 10), BlobFault::kWrong);
  EXPECT_EQ(fault_of(DigestOf("never stored"), 10), BlobFault::kMissing);
  EXPECT_EQ(fault_of(ValueOf(store_.Put("")), 0), BlobFault::kNone);
}

TEST_F(CollectionTest, UploadsLeaveTheReserveOfTheDiskFree) {
  const std::int64_t free = ValueOf(ArtifactStore::Open(folder_ / "other")).FreeBytes().value();
  const ArtifactStore full = ValueOf(ArtifactStore::Open(folder_ / "full", 2 * free));
  EXPECT_EQ(full.FreeBytes(), 0);
  EXPECT_THAT(full.BeginUpload(DigestOf("refused"), 7), IsError(StatusCode::kResourceExhausted, "reserve"));

  const ArtifactStore half = ValueOf(ArtifactStore::Open(folder_ / "half", free / 2));
  EXPECT_THAT(half.BeginUpload(DigestOf("large"), free), HasCode(StatusCode::kResourceExhausted));
  Upload upload = ValueOf(half.BeginUpload(DigestOf("small"), 5));
  EXPECT_THAT(upload.Append(0, "small"), IsOk());
  EXPECT_THAT(upload.Finish(), IsOk());
}

TEST_F(CollectionTest, AnUploadThatHasBegunLeavesTheReserveFreeToo) {
  testing::SmallDisk disk(8 << 20);
  if (!disk.refusal().empty()) GTEST_SKIP() << disk.refusal();
  const ArtifactStore store = ValueOf(ArtifactStore::Open(disk / "store", 1 << 20));
  Upload upload = ValueOf(store.BeginUpload(DigestOf("in two parts"), 12));
  MustSucceed(upload.Append(0, "in two"));
  disk.Fill(1 << 19);
  EXPECT_THAT(upload.Append(6, " parts"), IsError(StatusCode::kResourceExhausted, "reserve"));
  EXPECT_EQ(upload.offset(), 6);
  disk.Free();
  EXPECT_THAT(upload.Append(6, " parts"), IsOk());
  EXPECT_THAT(upload.Finish(), IsOk());
}

}  // namespace
}  // namespace srnet::artifacts
