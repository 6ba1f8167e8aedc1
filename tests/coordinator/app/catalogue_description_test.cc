// What the planner is told of a data set by its dataset.json.
#include <gmock/gmock.h>

#include "coordinator/app/translate_catalogue.h"
#include "tests/support/status_matchers.h"

namespace srnet::app {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// `judged` is written into the one set.
StatusOr<planning::CatalogueDataset> ReadWith(const std::string& judged) {
  return ReadDatasetDescription(fmt::format(
      R"({{"labels": ["no", "yes"], "sets": [{{{}"name": "dev", "role": "dev", "rows": 9}}], "task": "nli"}})",
      judged));
}

TEST(DatasetDescription, SaysWhatASetIsJudgedBy) {
  const auto dataset = ReadWith(R"("metrics": ["f1", "accuracy"], )");
  ASSERT_THAT(dataset, IsOk());
  EXPECT_THAT(dataset->sets.at(0).metrics, ElementsAre("f1", "accuracy"));
}

TEST(DatasetDescription, OfTheFirstDataSetsHasOneMetric) {
  EXPECT_THAT(ReadWith(R"("metric": "f1", )")->sets.at(0).metrics, ElementsAre("f1"));
}

TEST(DatasetDescription, WithoutMetricsMeansTheAccuracy) {
  EXPECT_THAT(ReadWith("")->sets.at(0).metrics, ElementsAre("accuracy"));
}

TEST(DatasetDescription, WithMetricsThatAreNoTextsIsRefused) {
  EXPECT_THAT(ReadWith(R"("metrics": [1], )"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("dataset.json.sets[0].metrics")));
}

}  // namespace
}  // namespace srnet::app
