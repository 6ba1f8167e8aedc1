#include "model/metrics/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace srnet::metrics {
namespace {

double ValueOf(const std::string& name, const Confusion& confusion, int positive = 1) {
  const auto metric = FindMetric(name);
  EXPECT_TRUE(metric.has_value()) << name;
  return Value(*metric, confusion, positive);
}

TEST(Metric, EqualsScikitLearnOnEveryCase) {
  std::ifstream file(SRNET_SOURCE_FOLDER "/tests/model/metrics/reference/metrics_fixture.json");
  const auto cases = nlohmann::json::parse(file);
  ASSERT_EQ(cases.size(), 7u);
  for (const auto& fixture : cases) {
    const std::vector<int> gold = fixture.at("gold");
    const std::vector<int> predicted = fixture.at("predicted");
    const Confusion confusion(fixture.at("labels").get<std::size_t>(), gold, predicted);
    for (const auto& [name, value] : fixture.at("values").items()) {
      EXPECT_NEAR(ValueOf(name, confusion), value.get<double>(), 1e-12) << name << " of " << fixture;
    }
  }
}

// 486 of the 677 rows of PAWS-qqp are no duplicates.
TEST(Metric, NeverSayingDuplicateOnPawsQqpHasTheKnownScores) {
  std::vector<int> gold(677, 0);
  std::fill_n(gold.begin(), 191, 1);
  const Confusion confusion(2, gold, std::vector<int>(677, 0));
  EXPECT_NEAR(ValueOf("accuracy", confusion), 0.718, 5e-4);
  EXPECT_NEAR(ValueOf("weighted_f1", confusion), 0.600, 5e-4);
  EXPECT_EQ(ValueOf("f1", confusion), 0);
  EXPECT_EQ(ValueOf("positive_recall", confusion), 0);
  EXPECT_EQ(ValueOf("negative_recall", confusion), 1);
  EXPECT_NEAR(ValueOf("negative_f1", confusion), 2 * 0.7179 / 1.7179, 1e-4);
}

// tp 3, fn 1, fp 2, tn 4.
TEST(Metric, HasTheValuesOfAHandCount) {
  const Confusion confusion(2, std::vector<int>{1, 1, 1, 1, 0, 0, 0, 0, 0, 0},
                            std::vector<int>{1, 1, 1, 0, 1, 1, 0, 0, 0, 0});
  EXPECT_DOUBLE_EQ(ValueOf("accuracy", confusion), 0.7);
  EXPECT_DOUBLE_EQ(ValueOf("positive_recall", confusion), 3.0 / 4);
  EXPECT_DOUBLE_EQ(ValueOf("negative_recall", confusion), 4.0 / 6);
  EXPECT_DOUBLE_EQ(ValueOf("f1", confusion), 6.0 / 9);
  EXPECT_DOUBLE_EQ(ValueOf("negative_f1", confusion), 8.0 / 11);
  EXPECT_DOUBLE_EQ(ValueOf("weighted_f1", confusion), (4 * 6.0 / 9 + 6 * 8.0 / 11) / 10);
}

TEST(Metric, FollowsWhichLabelIsPositive) {
  const Confusion confusion(2, std::vector<int>{1, 1, 0, 0, 0}, std::vector<int>{1, 0, 0, 0, 1});
  EXPECT_EQ(ValueOf("f1", confusion, 0), ValueOf("negative_f1", confusion, 1));
  EXPECT_EQ(ValueOf("positive_recall", confusion, 0), ValueOf("negative_recall", confusion, 1));
  EXPECT_EQ(ValueOf("weighted_f1", confusion, 0), ValueOf("weighted_f1", confusion, 1));
}

TEST(Metric, OfNoRowsIsZero) {
  const Confusion confusion(2);
  for (const Metric metric : kAllMetrics) EXPECT_EQ(Value(metric, confusion, 1), 0) << MetricName(metric);
}

TEST(Metric, HasANameThatFindsIt) {
  for (const Metric metric : kAllMetrics) EXPECT_EQ(FindMetric(MetricName(metric)), metric);
  EXPECT_EQ(FindMetric("recall"), std::nullopt);
}

}  // namespace
}  // namespace srnet::metrics
