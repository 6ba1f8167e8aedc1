#include "cli/output/idle_notice.h"

#include <gtest/gtest.h>

namespace srnet::cli {
namespace {

using std::chrono::seconds;

constexpr IdleNotice::Instant kStart{std::chrono::hours(1)};

TEST(IdleNotice, IsDueOnceThePatienceIsOver) {
  IdleNotice notice(seconds(5));
  EXPECT_FALSE(notice.Due(true, kStart));
  EXPECT_FALSE(notice.Due(true, kStart + seconds(4)));
  EXPECT_TRUE(notice.Due(true, kStart + seconds(5)));
}

TEST(IdleNotice, IsDueAgainAfterAsMuchTime) {
  IdleNotice notice(seconds(5));
  notice.Due(true, kStart);
  EXPECT_TRUE(notice.Due(true, kStart + seconds(5)));
  EXPECT_FALSE(notice.Due(true, kStart + seconds(9)));
  EXPECT_TRUE(notice.Due(true, kStart + seconds(10)));
}

TEST(IdleNotice, StageThatRunsStartsTheWaitAnew) {
  IdleNotice notice(seconds(5));
  notice.Due(true, kStart);
  EXPECT_FALSE(notice.Due(false, kStart + seconds(4)));
  EXPECT_FALSE(notice.Due(true, kStart + seconds(6)));
}

TEST(IdleNotice, ReasonIsSaidOnceUntilAStageRuns) {
  IdleNotice notice(seconds(5));
  EXPECT_TRUE(notice.IsNew("no worker"));
  EXPECT_FALSE(notice.IsNew("no worker"));
  EXPECT_TRUE(notice.IsNew("all workers are draining"));
  notice.Due(false, kStart);
  EXPECT_TRUE(notice.IsNew("all workers are draining"));
}

TEST(IdleNotice, ReasonWithOtherNumbersIsTheSame) {
  IdleNotice notice(seconds(5));
  EXPECT_TRUE(notice.IsNew("the lease ends in 20 s"));
  EXPECT_FALSE(notice.IsNew("the lease ends in 15 s"));
}

}  // namespace
}  // namespace srnet::cli
