#include "storage/stores/result_store.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ResultStoreTest : public StoreFixture {
 protected:
  ResultStoreTest() : data_(Submit(MakeChain("a")).stages[0].id) {}

  Status Append(Token token, const std::vector<CurvePoint>& points) {
    return Try(
        [&](sqlite::Transaction& transaction) { return AppendCurve(transaction, data_, token, points); });
  }

  StageId data_;
};

TEST_F(ResultStoreTest, ACurveGrowsAndARepeatedStepIsOverwritten) {
  const Token token = Grant(data_);
  MustSucceed(Append(token, {{"dev", "accuracy", 200, 0.6}, {"dev", "accuracy", 100, 0.5}}));
  MustSucceed(Append(token, {{"dev", "accuracy", 200, 0.7}, {"hans", "accuracy", 200, 0.4}}));
  const auto points = ValueOf(ReadCurve(connection_, data_, "dev", "accuracy"));
  ASSERT_THAT(points, SizeIs(2));
  EXPECT_EQ(points[0].step, 100);
  EXPECT_EQ(points[1].value, 0.7);
  EXPECT_THAT(ValueOf(ReadCurve(connection_, data_, "", "")), SizeIs(3));
}

TEST_F(ResultStoreTest, AStaleAttemptCannotAddToACurve) {
  const Token token = Grant(data_);
  MustSucceed(Accept(data_, token, {}));
  EXPECT_THAT(Append(token, {{"dev", "accuracy", 1, 0.5}}),
              IsError(StatusCode::kFailedPrecondition, "stale token"));
  EXPECT_THAT(ValueOf(ReadCurve(connection_, data_, "", "")), IsEmpty());
}

TEST_F(ResultStoreTest, APointThatIsNotANumberIsRefusedWithItsStep) {
  const Token token = Grant(data_);
  EXPECT_THAT(Append(token, {{"dev", "loss", 7, std::numeric_limits<double>::quiet_NaN()}}),
              IsError(StatusCode::kInvalidArgument, "step 7"));
}

}  // namespace
}  // namespace srnet::testing
