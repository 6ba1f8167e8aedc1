#include "storage/stores/profile_store.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

class ProfileStoreTest : public StoreFixture {
 protected:
  Status Record(double seconds, std::int64_t bytes) {
    return Try([&](sqlite::Transaction& transaction) {
      return RecordMeasurement(transaction, "finetune", "d384", "cpu", {seconds, bytes});
    });
  }
};

TEST_F(ProfileStoreTest, KeepsTheMeanTimeAndTheLargestMemory) {
  MustSucceed(Record(10, 500));
  MustSucceed(Record(20, 300));
  const auto profiles = ValueOf(ListProfiles(connection_));
  ASSERT_EQ(profiles.size(), 1);
  EXPECT_EQ(profiles[0].runs, 2);
  EXPECT_DOUBLE_EQ(profiles[0].mean_seconds, 15);
  EXPECT_EQ(profiles[0].peak_memory_bytes, 500);
}

TEST_F(ProfileStoreTest, ATimeThatCannotBeIsRefused) {
  EXPECT_THAT(Record(-1, 0), HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(Record(std::numeric_limits<double>::quiet_NaN(), 0), HasCode(StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace srnet::testing
