#include "storage/stores/result_query.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Two sweeps over one stage per seed and loss; the second repeats the points of the first with `seed` 1.
class ResultQueryTest : public StoreFixture {
 protected:
  ResultQueryTest() {
    double value = 0.10;
    for (const char* loss : {"std", "poe"}) {
      for (const char* seed : {"1", "2", "3"}) {
        first_.stages.push_back(MakeStage(fmt::format("{}/{}", loss, seed), "evaluate"));
        first_.points.push_back({{{"loss", loss}, {"seed", seed}}, first_.stages.size() - 1});
      }
    }
    Begin(first_, "first");
    second_.stages = {first_.stages[0], first_.stages[3]};
    second_.points = {{first_.points[0].coordinates, 0}, {first_.points[3].coordinates, 1}};
    const Submission submission = Submit(Begin(first_, "first"));
    Submit(Begin(second_, "second"));
    for (const StageRecord& stage : submission.stages) {
      StageResult result;
      result.metrics = {{"dev", "accuracy", "", value},
                        {"hans", "accuracy", "", 1 - value},
                        {"hans", "accuracy", "overlap/entailment", 0.5}};
      MustSucceed(Accept(stage.id, Grant(stage.id), result));
      value += 0.01;
    }
  }

  static const NewSweep& Begin(NewSweep& sweep, const std::string& name) {
    sweep.id = SweepId{name};
    sweep.name = name;
    sweep.created = kNow;
    return sweep;
  }

  std::vector<ResultRow> All(const ResultFilter& filter, ResultOrder order = ResultOrder::kPoint,
                             std::int64_t limit = 1000) {
    std::vector<ResultRow> rows;
    std::string page;
    do {
      ResultPage result = ValueOf(QueryResults(connection_, filter, order, limit, page));
      rows.insert(rows.end(), result.rows.begin(), result.rows.end());
      page = result.next_page;
    } while (!page.empty());
    return rows;
  }
  static std::vector<std::string> Describe(const std::vector<ResultRow>& rows) {
    std::vector<std::string> texts;
    for (const ResultRow& row : rows) {
      texts.push_back(fmt::format("{} {} {}/{}/{} {:.2f}", row.sweep.value, row.point, row.set, row.metric,
                                  row.group, row.value));
    }
    return texts;
  }

  NewSweep first_;
  NewSweep second_;
};

TEST_F(ResultQueryTest, ARowTellsThePointItsStageAndTheNumber) {
  ResultFilter filter;
  filter.sweeps = {SweepId{"second"}};
  filter.sets = {"hans"};
  filter.groups = {""};
  const auto rows = All(filter);
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[1].point, 1);
  EXPECT_EQ(rows[1].coordinates, (Coordinates{{"loss", "poe"}, {"seed", "1"}}));
  EXPECT_EQ(rows[1].stage, KeyOf("poe/1"));
  EXPECT_DOUBLE_EQ(rows[1].value, 1 - 0.13);
}

TEST_F(ResultQueryTest, AStageOfSeveralSweepsHasARowInEach) {
  ResultFilter filter;
  filter.sets = {"dev"};
  filter.coordinates = {{"loss", "std"}, {"seed", "1"}};
  EXPECT_THAT(Describe(All(filter)),
              ElementsAre("first 0 dev/accuracy/ 0.10", "second 0 dev/accuracy/ 0.10"));
}

TEST_F(ResultQueryTest, CoordinatesAreComparedWhole) {
  ResultFilter filter;
  filter.coordinates = {{"seed", ""}};
  EXPECT_THAT(All(filter), IsEmpty());
  filter.coordinates = {{"oss", "std"}};
  EXPECT_THAT(All(filter), IsEmpty());
}

TEST_F(ResultQueryTest, ACoordinateInsideAValueIsNotFound) {
  NewSweep sweep = MakeChain("tricky");
  sweep.stages = {MakeStage("tricky", "evaluate")};
  sweep.points = {{{{"note", R"(["loss","poe"])"}}, 0}};
  const Submission submission = Submit(sweep);
  StageResult result;
  result.metrics = {{"dev", "accuracy", "", 1}};
  MustSucceed(Accept(submission.stages[0].id, Grant(submission.stages[0].id), result));
  ResultFilter filter;
  filter.sweeps = {sweep.id};
  filter.coordinates = {{"loss", "poe"}};
  EXPECT_THAT(All(filter), IsEmpty());
  filter.coordinates = sweep.points[0].coordinates;
  EXPECT_THAT(All(filter), SizeIs(1));
}

TEST_F(ResultQueryTest, SeveralAcceptedValuesAreAlternatives) {
  ResultFilter filter;
  filter.sweeps = {SweepId{"first"}, SweepId{"second"}};
  filter.sets = {"dev", "hans"};
  filter.groups = {"", "overlap/entailment"};
  EXPECT_THAT(All(filter), SizeIs((6 + 2) * 3));
  filter.metrics = {"f1", "recall"};
  EXPECT_THAT(All(filter), IsEmpty());
}

TEST_F(ResultQueryTest, ASetIsReportedByItsWeightedF1WhereItHasOne) {
  NewSweep sweep;
  sweep.stages = {MakeStage("paraphrase", "evaluate")};
  sweep.points = {{{{"seed", "1"}}, 0}};
  const Submission submission = Submit(Begin(sweep, "paraphrase"));
  StageResult result;
  result.metrics = {{"", "sparsity", "", 0.5},       {"dev", "accuracy", "", 0.9},
                    {"dev", "weighted_f1", "", 0.8}, {"dev", "f1", "", 0.7},
                    {"other", "accuracy", "", 0.6},  {"other", "accuracy", "a part", 0.1}};
  MustSucceed(Accept(submission.stages[0].id, Grant(submission.stages[0].id), result));

  ResultFilter filter;
  filter.sweeps = {SweepId{"paraphrase"}};
  filter.groups = {""};
  filter.reported_only = true;
  EXPECT_THAT(Describe(All(filter)),
              ElementsAre("paraphrase 0 dev/weighted_f1/ 0.80", "paraphrase 0 other/accuracy/ 0.60"));
}

TEST_F(ResultQueryTest, OrdersByValueBothWaysWithTiesByPoint) {
  ResultFilter filter;
  filter.sets = {"dev"};
  EXPECT_THAT(
      Describe(All(filter, ResultOrder::kValueFalling)),
      ElementsAre("first 5 dev/accuracy/ 0.15", "first 4 dev/accuracy/ 0.14", "first 3 dev/accuracy/ 0.13",
                  "second 1 dev/accuracy/ 0.13", "first 2 dev/accuracy/ 0.12", "first 1 dev/accuracy/ 0.11",
                  "first 0 dev/accuracy/ 0.10", "second 0 dev/accuracy/ 0.10"));
  EXPECT_EQ(All(filter, ResultOrder::kValueRising).front().value, 0.10);
}

class ResultPaging : public ResultQueryTest, public ::testing::WithParamInterface<ResultOrder> {};

TEST_P(ResultPaging, PagesOfAnySizeJoinToTheWhole) {
  const auto whole = Describe(All({}, GetParam()));
  EXPECT_THAT(whole, SizeIs((6 + 2) * 3));
  for (const std::int64_t limit : {1, 2, 5, 7, 24}) EXPECT_EQ(Describe(All({}, GetParam(), limit)), whole);
}

INSTANTIATE_TEST_SUITE_P(EveryOrder, ResultPaging,
                         ::testing::Values(ResultOrder::kPoint, ResultOrder::kValueRising,
                                           ResultOrder::kValueFalling));

TEST_F(ResultQueryTest, PagesOfOneSweepJoinToTheWhole) {
  ResultFilter filter;
  filter.sweeps = {SweepId{"first"}};
  for (const ResultOrder order :
       {ResultOrder::kPoint, ResultOrder::kValueRising, ResultOrder::kValueFalling}) {
    const auto whole = Describe(All(filter, order));
    EXPECT_THAT(whole, SizeIs(6 * 3));
    EXPECT_EQ(Describe(All(filter, order, 4)), whole);
  }
}

TEST_F(ResultQueryTest, APageOrLimitThatIsWrongIsRefused) {
  EXPECT_THAT(QueryResults(connection_, {}, ResultOrder::kPoint, 0, ""),
              HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(QueryResults(connection_, {}, ResultOrder::kPoint, 1, "[1,2]"),
              HasCode(StatusCode::kInvalidArgument));
}

TEST_F(ResultQueryTest, TheBestOfAMetricIsFoundThroughAnIndex) {
  auto plan = ValueOf(connection_.Prepare(
      "EXPLAIN QUERY PLAN SELECT value FROM metric JOIN point ON point.stage = metric.stage "
      "WHERE metric.set_name = 'dev' AND metric.metric = 'accuracy' AND metric.group_name = '' ORDER BY "
      "value LIMIT 20"));
  std::string text;
  MustSucceed(plan.Each([&](const sqlite::Statement& row) { text += row.GetText(3) + "\n"; }));
  EXPECT_THAT(text, ::testing::HasSubstr("metric_by_value"));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("TEMP B-TREE")));
}

ResultCondition Comparing(ResultField field, Comparator comparator, const std::string& text,
                          std::optional<double> number = std::nullopt, const std::string& axis = "") {
  return {.kind = ResultCondition::Kind::kComparison,
          .field = field,
          .axis = axis,
          .comparator = comparator,
          .text = text,
          .number = number};
}

TEST_F(ResultQueryTest, AConditionIsATreeOfComparisons) {
  using Kind = ResultCondition::Kind;
  ResultFilter filter;
  filter.sweeps = {SweepId{"first"}};
  filter.groups = {""};
  const ResultCondition hans = Comparing(ResultField::kSet, Comparator::kEqual, "hans");
  const ResultCondition late = Comparing(ResultField::kAxis, Comparator::kGreaterOrEqual, "2", 2, "seed");
  const ResultCondition poe = Comparing(ResultField::kAxis, Comparator::kEqual, "poe", std::nullopt, "loss");
  filter.condition = {.kind = Kind::kAll, .parts = {hans, late, {.kind = Kind::kNot, .parts = {poe}}}};
  EXPECT_THAT(Describe(All(filter)),
              ElementsAre("first 1 hans/accuracy/ 0.89", "first 2 hans/accuracy/ 0.88"));
  filter.condition = {.kind = Kind::kAll,
                      .parts = {hans,
                                {.kind = Kind::kAny,
                                 .parts = {Comparing(ResultField::kValue, Comparator::kGreater, "", 0.895),
                                           Comparing(ResultField::kPoint, Comparator::kEqual, "5", 5)}}}};
  EXPECT_THAT(Describe(All(filter)),
              ElementsAre("first 0 hans/accuracy/ 0.90", "first 5 hans/accuracy/ 0.85"));
}

TEST_F(ResultQueryTest, PointsThatLackAnAxisFulfilNoComparisonOfItButUnequal) {
  ResultFilter filter;
  filter.sweeps = {SweepId{"second"}};
  filter.sets = {"dev"};
  const auto count = [&](Comparator comparator) {
    filter.condition = {.parts = {Comparing(ResultField::kAxis, comparator, "1", 1, "epochs")}};
    return All(filter).size();
  };
  EXPECT_EQ(count(Comparator::kEqual), 0u);
  EXPECT_EQ(count(Comparator::kLess), 0u);
  EXPECT_EQ(count(Comparator::kHas), 0u);
  EXPECT_EQ(count(Comparator::kNotEqual), 2u);
  filter.condition = {.parts = {Comparing(ResultField::kAxis, Comparator::kHas, "", std::nullopt, "loss")}};
  EXPECT_EQ(All(filter).size(), 2u);
}

}  // namespace
}  // namespace srnet::testing
