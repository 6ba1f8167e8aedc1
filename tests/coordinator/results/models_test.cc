#include "coordinator/results/models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/coordinator/results/result_rows.h"

namespace srnet::results {
namespace {

using testing::Accuracy;
using testing::At;
using ::testing::ElementsAre;
using testing::ModelsOf;

const MetricName kDev{"dev", "accuracy", ""};

TEST(Models, SeedsOfOnePlaceAreOneModel) {
  const auto models = ModelsOf({{"method=mask", 1, 0.5}, {"method=mask", 2, 0.6}, {"method=imp", 1, 0.7}});
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0].coordinates, At("method=mask"));
  EXPECT_EQ(models[0].runs.at(kDev).size(), 2u);
  EXPECT_EQ(models[1].At("method"), "imp");
  EXPECT_EQ(models[1].At("loss"), "");
}

TEST(Models, AStageOfTwoSweepsCountsOnce) {
  const auto models = ModelsOf({{"method=mask", 1, 0.5, "s"}, {"method=mask", 1, 0.5, "t"}});
  ASSERT_EQ(models.size(), 1u);
  EXPECT_EQ(models[0].runs.at(kDev).size(), 1u);
  EXPECT_THAT(models[0].sweeps, ElementsAre(storage::SweepId{"s"}, storage::SweepId{"t"}));
}

TEST(Models, SweepsThatShareASeedAreOneModelWithAllSeeds) {
  const auto models =
      ModelsOf({{"method=mask", 1, 0.5, "s"}, {"method=mask", 1, 0.5, "t"}, {"method=mask", 2, 0.6, "t"}});
  ASSERT_EQ(models.size(), 1u);
  EXPECT_EQ(models[0].runs.at(kDev).size(), 2u);
}

TEST(Models, SweepsThatShareNoStageAreTwoModelsThoughTheirCoordinatesAgree) {
  Accuracy other{"method=mask", 1, 0.9, "t"};
  other.recipe = "a higher learning rate";
  EXPECT_EQ(ModelsOf({{"method=mask", 1, 0.5, "s"}, other}).size(), 2u);
}

TEST(Models, ASweepThatSharesAStageWithTwoOthersMakesThemOne) {
  const auto models = ModelsOf({{"method=mask", 1, 0.5, "s"},
                                {"method=mask", 2, 0.6, "t"},
                                {"method=mask", 1, 0.5, "u"},
                                {"method=mask", 2, 0.6, "u"}});
  ASSERT_EQ(models.size(), 1u);
  EXPECT_EQ(models[0].sweeps.size(), 3u);
}

TEST(Models, ASeedThatIsWantedAndHasNoNumberIsMissing) {
  auto models = ModelsOf({{"method=mask", 1, 0.5}});
  models[0].wanted_seeds = {1, 2, 3};
  EXPECT_THAT(models[0].MissingSeeds(kDev), ElementsAre(2, 3));
  EXPECT_THAT(models[0].MissingSeeds({"hans", "accuracy", ""}), ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace srnet::results
