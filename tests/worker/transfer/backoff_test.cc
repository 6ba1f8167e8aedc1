#include "worker/transfer/backoff.h"

#include <gtest/gtest.h>

namespace srnet::transfer {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToItsLimit) {
  EXPECT_EQ(Backoff(1, 0), milliseconds(100));
  EXPECT_EQ(Backoff(2, 0), milliseconds(200));
  EXPECT_EQ(Backoff(6, 0), milliseconds(3200));
  EXPECT_EQ(Backoff(7, 0), milliseconds(5000));
  EXPECT_EQ(Backoff(1'000'000, 0), milliseconds(5000));
}

TEST(Backoff, JitterTakesUpToHalfAway) {
  EXPECT_EQ(Backoff(1, 0.5), milliseconds(75));
  EXPECT_GE(Backoff(7, 0.999), milliseconds(2500));
}

TEST(RetryAfter, ACoordinatorThatIsAwayIsWaitedForWithoutEnd) {
  EXPECT_TRUE(RetryAfter(StatusCode::kUnavailable, 1'000'000, 0).has_value());
}

TEST(RetryAfter, AnUploadWaitsForSpaceInTheStoreWithoutEnd) {
  const Status full = ResourceExhausted("disk is full");
  EXPECT_FALSE(RetryAfter(full.code(), 8, 0).has_value());
  EXPECT_TRUE(RetryAfter(OfUpload(full).code(), 1'000'000, 0).has_value());
}

TEST(RetryAfter, DamagedBytesAreAskedForThreeTimes) {
  EXPECT_TRUE(RetryAfter(StatusCode::kDataLoss, 2, 0).has_value());
  EXPECT_FALSE(RetryAfter(StatusCode::kDataLoss, 3, 0).has_value());
}

TEST(RetryAfter, WhatIsNotThereIsNotAskedForAgain) {
  EXPECT_FALSE(RetryAfter(StatusCode::kNotFound, 1, 0).has_value());
}

}  // namespace
}  // namespace srnet::transfer
