#include "cli/output/exact_tables.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace srnet::cli {
namespace {

using ::testing::ElementsAre;

template <typename Row>
void Place(const std::string& axis, const std::string& value, Row& row) {
  v1::Coordinate& coordinate = *row.add_coordinates();
  coordinate.set_axis(axis);
  coordinate.set_value(value);
}

std::vector<std::string> Titles(const Table& table) {
  std::vector<std::string> titles;
  for (const Column& column : table.columns) titles.push_back(column.title);
  return titles;
}

TEST(ExactTable, OfStatisticsHasNumbersInFullAndNothingWhereThereIsNone) {
  v1::AggregateResponse response;
  for (const char* loss : {"std", "poe"}) {
    v1::AggregateResponse::Row& row = *response.add_rows();
    row.add_sweep_ids("s1");
    Place("loss", loss, row);
    row.set_set("dev");
    row.set_metric("accuracy");
    row.set_mean(1.0 / 3);
    row.set_count(1);
  }
  v1::AggregateResponse::Row& row = *response.mutable_rows(1);
  row.add_sweep_ids("s2");
  Place("sparsity", "0.5", row);
  row.set_count(2);
  row.set_standard_deviation(0.125);
  row.set_confidence_low(-0.25);
  row.set_confidence_high(0.75);
  row.add_missing_seeds(3);
  row.add_missing_seeds(4);
  const Table table = MakeExactTable(response);
  EXPECT_THAT(Titles(table), ElementsAre("sweeps", "loss", "sparsity", "set", "metric", "group", "mean", "sd",
                                         "low", "high", "n", "missing seeds"));
  EXPECT_THAT(table.rows,
              ElementsAre(ElementsAre("s1", "std", "", "dev", "accuracy", "", "0.3333333333333333", "", "",
                                      "", "1", ""),
                          ElementsAre("s1 s2", "poe", "0.5", "dev", "accuracy", "", "0.3333333333333333",
                                      "0.125", "-0.25", "0.75", "2", "3 4")));
}

TEST(ExactTable, OfResultsHasARowForEachNumber) {
  v1::ResultRow row;
  row.set_sweep_id("s1");
  row.set_point(3);
  row.set_stage_key("ab");
  Place("seed", "7", row);
  row.mutable_metric()->set_set("hans");
  row.mutable_metric()->set_metric("accuracy");
  row.mutable_metric()->set_group("entailment");
  row.mutable_metric()->set_value(0.1234567891);
  const Table table = MakeExactTable(std::vector<v1::ResultRow>{row});
  EXPECT_THAT(Titles(table),
              ElementsAre("sweep", "point", "seed", "set", "metric", "group", "value", "stage"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("s1", "3", "7", "hans", "accuracy", "entailment",
                                                  "0.1234567891", "ab")));
}

TEST(ExactTable, OfAComparisonHasAllPValuesAndSeeds) {
  v1::CompareResponse response;
  v1::CompareResponse::Row& row = *response.add_rows();
  row.set_set("hans");
  row.set_metric("accuracy");
  row.set_difference(-0.05);
  row.set_permutation_p(0.5);
  row.set_bootstrap_p(0.25);
  row.set_holm_p(1);
  row.add_seeds(1);
  row.add_seeds(2);
  row.add_unpaired_seeds(3);
  EXPECT_THAT(MakeExactTable(response).rows, ElementsAre(ElementsAre("hans", "accuracy", "", "-0.05", "", "",
                                                                     "1 2", "3", "0.5", "0.25", "", "1")));
}

TEST(ExactTable, OfAFigureHasNoXWhereALineHoldsForAll) {
  v1::FigureResponse response;
  for (const bool for_all : {false, true}) {
    v1::FigureResponse::Series& series = *response.add_series();
    series.set_task("nli");
    series.set_set("dev");
    series.set_metric("accuracy");
    series.set_holds_for_all_x(for_all);
    v1::FigureResponse::Point& point = *series.add_points();
    point.set_x(0.5);
    point.set_mean(0.75);
    point.set_count(1);
  }
  EXPECT_THAT(MakeExactTable(response).rows,
              ElementsAre(ElementsAre("nli", "dev", "accuracy", "0.5", "0.75", "", "1"),
                          ElementsAre("nli", "dev", "accuracy", "", "0.75", "", "1")));
}

}  // namespace
}  // namespace srnet::cli
