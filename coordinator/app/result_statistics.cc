#include "coordinator/app/result_statistics.h"

#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/app/result_filter.h"
#include "coordinator/app/show_stored.h"
#include "coordinator/results/aggregate.h"
#include "coordinator/results/compare.h"
#include "coordinator/results/figure.h"
#include "coordinator/results/models.h"

namespace srnet::app {
namespace {

template <typename Row>
void ShowName(const results::MetricName& of, Row& shown) {
  shown.set_set(of.set);
  shown.set_metric(of.metric);
  shown.set_group(of.group);
}

template <typename Row>
void ShowConfidence(const statistics::SampleSummary& summary, Row& shown) {
  if (!summary.confidence) return;
  shown.set_confidence_low(summary.confidence->low);
  shown.set_confidence_high(summary.confidence->high);
}

v1::AggregateResponse::Row ToProto(const results::AggregateRow& row) {
  v1::AggregateResponse::Row shown;
  ShowCoordinates(row.coordinates, *shown.mutable_coordinates());
  for (const storage::SweepId& sweep : row.sweeps) shown.add_sweep_ids(sweep.value);
  ShowName(row.of, shown);
  shown.set_mean(row.summary.mean);
  shown.set_count(row.summary.count);
  if (row.summary.standard_deviation) shown.set_standard_deviation(*row.summary.standard_deviation);
  ShowConfidence(row.summary, shown);
  for (const std::int64_t seed : row.missing_seeds) shown.add_missing_seeds(seed);
  return shown;
}

v1::CompareResponse::Row ToProto(const results::ComparisonRow& row) {
  v1::CompareResponse::Row shown;
  ShowCoordinates(row.coordinates, *shown.mutable_coordinates());
  ShowName(row.of, shown);
  shown.set_difference(row.comparison.difference.mean);
  ShowConfidence(row.comparison.difference, shown);
  shown.set_permutation_p(row.comparison.permutation_p);
  shown.set_bootstrap_p(row.comparison.bootstrap_p);
  if (row.comparison.student_p) shown.set_student_p(*row.comparison.student_p);
  shown.set_holm_p(row.holm_p);
  for (const std::int64_t seed : row.seeds) shown.add_seeds(seed);
  for (const std::int64_t seed : row.unpaired_seeds) shown.add_unpaired_seeds(seed);
  return shown;
}

v1::FigureResponse::Series ToProto(const results::FigureSeries& series) {
  v1::FigureResponse::Series shown;
  shown.set_task(series.task);
  shown.set_set(series.of.set);
  shown.set_metric(series.of.metric);
  ShowCoordinates(series.coordinates, *shown.mutable_coordinates());
  shown.set_holds_for_all_x(series.holds_for_all_x);
  for (const results::FigurePoint& point : series.points) {
    v1::FigureResponse::Point& place = *shown.add_points();
    place.set_x(point.x);
    place.set_mean(point.value.mean);
    place.set_count(point.value.count);
    if (point.value.standard_deviation) place.set_standard_deviation(*point.value.standard_deviation);
  }
  return shown;
}

StatusOr<std::vector<results::Model>> ReadModels(Store& store, const v1::ResultFilter& filter) {
  SRNET_ASSIGN_OR_RETURN(auto reader, store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const storage::ResultFilter stored, ReadFilter(*reader, filter));
  return results::ReadModels(*reader, stored);
}

}  // namespace

StatusOr<v1::AggregateResponse> ReadAggregate(Store& store, const v1::AggregateRequest& request) {
  SRNET_ASSIGN_OR_RETURN(const std::vector<results::Model> models, ReadModels(store, request.filter()));
  SRNET_ASSIGN_OR_RETURN(const std::vector<results::AggregateRow> rows,
                         results::Aggregate(models, {request.group_by().begin(), request.group_by().end()}));
  v1::AggregateResponse response;
  for (const results::AggregateRow& row : rows) *response.add_rows() = ToProto(row);
  return response;
}

StatusOr<v1::CompareResponse> ReadComparison(Store& store, const v1::CompareRequest& request) {
  results::ComparisonRequest comparison;
  SRNET_ASSIGN_OR_RETURN(comparison.first, ReadModels(store, request.first()));
  SRNET_ASSIGN_OR_RETURN(comparison.second, ReadModels(store, request.second()));
  comparison.by.assign(request.by().begin(), request.by().end());
  for (const v1::ResultFilter* filter : {&request.first(), &request.second()}) {
    for (const v1::Coordinate& coordinate : filter->coordinates())
      comparison.fixed.push_back(coordinate.axis());
  }
  SRNET_ASSIGN_OR_RETURN(const std::vector<results::ComparisonRow> rows, results::Compare(comparison));
  v1::CompareResponse response;
  for (const results::ComparisonRow& row : rows) *response.add_rows() = ToProto(row);
  return response;
}

StatusOr<v1::FigureResponse> ReadFigure(Store& store, const v1::FigureRequest& request) {
  const results::FigureDefinition* definition = results::FindFigure(request.figure());
  if (definition == nullptr) {
    std::vector<std::string_view> names;
    for (const results::FigureDefinition& figure : results::Figures()) names.push_back(figure.name);
    return NotFound("no figure \"{}\": there are {}", request.figure(), fmt::join(names, ", "));
  }
  v1::ResultFilter filter;
  *filter.mutable_sweep_ids() = request.sweep_ids();
  filter.set_reported_only(true);
  SRNET_ASSIGN_OR_RETURN(const std::vector<results::Model> models, ReadModels(store, filter));
  SRNET_ASSIGN_OR_RETURN(const std::vector<results::FigureSeries> series,
                         results::MakeFigure(*definition, models));
  v1::FigureResponse response;
  response.set_title(std::string(definition->title));
  response.set_x_axis(std::string(definition->x_axis));
  for (const results::FigureSeries& line : series) *response.add_series() = ToProto(line);
  return response;
}

}  // namespace srnet::app
