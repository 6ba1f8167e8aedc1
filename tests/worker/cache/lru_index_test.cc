#include "worker/cache/lru_index.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"

namespace srnet::cache {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Digest kA = DigestOf("a");
const Digest kB = DigestOf("b");
const Digest kC = DigestOf("c");

LruIndex Three() {
  LruIndex index;
  index.Insert(kA, 10);
  index.Insert(kB, 10);
  index.Insert(kC, 10);
  return index;
}

TEST(LruIndex, TheLeastRecentlyUsedGoesFirst) {
  LruIndex index = Three();
  index.Touch(kA);

  EXPECT_THAT(index.Evict(10), ElementsAre(kB, kC));
  EXPECT_TRUE(index.Contains(kA));
  EXPECT_EQ(index.bytes(), 10);
}

TEST(LruIndex, NothingGoesWhileTheLimitHolds) { EXPECT_THAT(Three().Evict(30), IsEmpty()); }

TEST(LruIndex, APinnedBlobStaysEvenAboveTheLimit) {
  LruIndex index = Three();
  index.Pin(kA);

  EXPECT_THAT(index.Evict(0), ElementsAre(kB, kC));
  EXPECT_TRUE(index.Contains(kA));
}

TEST(LruIndex, PinsAreCounted) {
  LruIndex index = Three();
  index.Pin(kA);
  index.Pin(kA);
  index.Unpin(kA);
  EXPECT_THAT(index.Evict(0), ElementsAre(kB, kC));

  index.Unpin(kA);
  EXPECT_THAT(index.Evict(0), ElementsAre(kA));
}

TEST(LruIndex, APinMayComeBeforeItsBlob) {
  LruIndex index;
  index.Pin(kA);
  index.Insert(kA, 10);

  EXPECT_THAT(index.Evict(0), IsEmpty());
}

TEST(LruIndex, InsertingAgainCountsOnce) {
  LruIndex index = Three();
  index.Insert(kA, 10);

  EXPECT_EQ(index.bytes(), 30);
  EXPECT_THAT(index.Evict(20), ElementsAre(kB));
}

}  // namespace
}  // namespace srnet::cache
