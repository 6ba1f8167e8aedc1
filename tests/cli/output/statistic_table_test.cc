#include "cli/output/statistic_table.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace srnet::cli {
namespace {

using ::testing::ElementsAre;

using Axes = std::initializer_list<std::pair<const char*, const char*>>;

template <typename Row>
void Place(const Axes& axes, Row& row) {
  for (const auto& [axis, value] : axes) {
    v1::Coordinate& coordinate = *row.add_coordinates();
    coordinate.set_axis(axis);
    coordinate.set_value(value);
  }
}

std::vector<std::string> Titles(const Table& table) {
  std::vector<std::string> titles;
  for (const Column& column : table.columns) titles.push_back(column.title);
  return titles;
}

v1::CompareResponse::Row& AddComparison(v1::CompareResponse& response, const Axes& axes, double difference) {
  v1::CompareResponse::Row& row = *response.add_rows();
  Place(axes, row);
  row.set_set("hans");
  row.set_metric("accuracy");
  row.set_difference(difference);
  row.set_permutation_p(0.125);
  row.set_holm_p(0.25);
  row.add_seeds(1);
  row.add_seeds(2);
  return row;
}

TEST(ComparisonTable, ShowsWhatTellsTheRowsApart) {
  v1::CompareResponse response;
  v1::CompareResponse::Row& row = AddComparison(response, {{"task", "nli"}, {"sparsity", "0.5"}}, 0.0512);
  row.set_confidence_low(-0.01);
  row.set_confidence_high(0.11);
  AddComparison(response, {{"task", "nli"}, {"sparsity", "0.7"}}, -0.02).add_unpaired_seeds(3);
  const Table table = MakeComparisonTable(response);
  EXPECT_THAT(Titles(table), ElementsAre("sparsity", "of", "difference", "95 %", "seeds", "p", "p (Holm)"));
  EXPECT_THAT(
      table.rows,
      ElementsAre(ElementsAre("0.5", "hans accuracy %", "+5.12", "-1.00 to +11.00", "2", "0.125", "0.25"),
                  ElementsAre("0.7", "hans accuracy %", "-2.00", "-", "2 (not 3)", "0.125", "0.25")));
}

v1::FigureResponse::Series& AddLine(v1::FigureResponse& figure, const Axes& axes, bool holds_for_all_x) {
  v1::FigureResponse::Series& series = *figure.add_series();
  Place(axes, series);
  series.set_task("nli");
  series.set_set("dev");
  series.set_metric("accuracy");
  series.set_holds_for_all_x(holds_for_all_x);
  return series;
}

void AddPoint(v1::FigureResponse::Series& series, double x, double mean) {
  series.add_points()->set_x(x);
  series.mutable_points(series.points_size() - 1)->set_mean(mean);
}

TEST(FigureTable, HasAColumnForEachXAndOneForWhatHoldsForAll) {
  v1::FigureResponse figure;
  figure.set_x_axis("sparsity");
  v1::FigureResponse::Series& mask = AddLine(figure, {{"method", "mask"}, {"loss", "poe"}}, false);
  AddPoint(mask, 0.5, 0.8);
  AddPoint(mask, 0.7, 0.75);
  mask.mutable_points(1)->set_standard_deviation(0.0123);
  AddPoint(AddLine(figure, {{"method", "none"}}, true), 0, 0.9);
  const Table table = MakeFigureTable(figure);
  EXPECT_THAT(Titles(table), ElementsAre("of", "method", "loss", "sparsity 0.5", "sparsity 0.7", "for all"));
  EXPECT_THAT(table.rows,
              ElementsAre(ElementsAre("dev accuracy %", "mask", "poe", "80.00", "75.00 ± 1.23", "-"),
                          ElementsAre("dev accuracy %", "none", "-", "-", "-", "90.00")));
}

TEST(FigureTable, ATableOfThePaperHasOneValueForEachModel) {
  v1::FigureResponse figure;
  AddPoint(AddLine(figure, {{"initial_sparsity", "0.7"}}, true), 0, 0.9);
  AddPoint(AddLine(figure, {{"initialisation", "soft"}}, true), 0, 0.8);
  const Table table = MakeFigureTable(figure);
  EXPECT_THAT(Titles(table), ElementsAre("of", "initial sparsity", "initialisation", "value"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("dev accuracy %", "0.7", "-", "90.00"),
                                      ElementsAre("dev accuracy %", "-", "soft", "80.00")));
}

}  // namespace
}  // namespace srnet::cli
