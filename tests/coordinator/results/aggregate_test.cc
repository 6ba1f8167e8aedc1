#include "coordinator/results/aggregate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/coordinator/results/result_rows.h"
#include "tests/support/status_matchers.h"

namespace srnet::results {
namespace {

using ::testing::AllOf;
using testing::At;
using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ModelsOf;

TEST(Aggregate, HasARowForEachModelAndNumberWithMeanAndSpread) {
  const auto rows = Aggregate(ModelsOf({{"method=mask loss=poe", 1, 0.5},
                                        {"method=mask loss=poe", 2, 0.7},
                                        {"method=mask loss=poe", 1, 0.2, "sweep", "hans"}}),
                              {});
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].coordinates, At("method=mask loss=poe"));
  EXPECT_DOUBLE_EQ((*rows)[0].summary.mean, 0.6);
  EXPECT_NEAR(*(*rows)[0].summary.standard_deviation, 0.1414213562, 1e-9);
  EXPECT_EQ((*rows)[1].of.set, "hans");
  EXPECT_EQ((*rows)[1].summary.count, 1);
}

TEST(Aggregate, ShowsTheAxesThatAreAskedFor) {
  const auto rows = Aggregate(ModelsOf({{"task=mnli method=mask loss=poe", 1, 0.5}}), {"loss", "method"});
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ((*rows)[0].coordinates, At("loss=poe method=mask"));
}

TEST(Aggregate, NeverAveragesModelsThatDiffer) {
  const auto models = ModelsOf({{"method=mask loss=poe", 1, 0.5}, {"method=mask loss=std", 1, 0.6}});
  EXPECT_THAT(Aggregate(models, {"method"}),
              Fails(StatusCode::kInvalidArgument,
                    AllOf(HasSubstr("models with method=mask"), HasSubstr("differ in loss (poe, std)"))));
}

TEST(Aggregate, ModelsOfOtherRecipesStayApartAndAreToldApartByTheirSweeps) {
  testing::Accuracy other{"method=mask", 1, 0.9, "t"};
  other.recipe = "a higher learning rate";
  const auto rows = Aggregate(ModelsOf({{"method=mask", 1, 0.5, "s"}, other}), {"method"});
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].sweeps.front().value, "s");
  EXPECT_EQ((*rows)[1].sweeps.front().value, "t");
}

TEST(Aggregate, RefusesTheSeedAsAnAxis) {
  EXPECT_THAT(Aggregate({}, {"seed"}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("statistics go over the seeds")));
}

}  // namespace
}  // namespace srnet::results
