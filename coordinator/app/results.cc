#include "coordinator/app/results.h"

#include <utility>
#include <vector>

#include "coordinator/app/page_size.h"
#include "coordinator/app/pool_task.h"
#include "coordinator/app/result_filter.h"
#include "coordinator/app/result_statistics.h"
#include "coordinator/app/show_stored.h"
#include "coordinator/app/stopping_replay.h"
#include "coordinator/planning/plan.h"
#include "coordinator/results/export.h"
#include "storage/stores/lineage.h"
#include "storage/stores/result_query.h"
#include "storage/stores/result_store.h"
#include "storage/stores/stage_store.h"

namespace srnet::app {
namespace {

v1::ResultRow ToProto(const storage::ResultRow& row) {
  v1::ResultRow shown;
  shown.set_sweep_id(row.sweep.value);
  shown.set_point(row.point);
  ShowCoordinates(row.coordinates, *shown.mutable_coordinates());
  shown.set_stage_key(row.stage.digest.ToHex());
  shown.mutable_metric()->set_set(row.set);
  shown.mutable_metric()->set_metric(row.metric);
  shown.mutable_metric()->set_group(row.group);
  shown.mutable_metric()->set_value(row.value);
  return shown;
}

v1::Metric ToProto(const storage::MetricRecord& metric) {
  v1::Metric shown;
  shown.set_set(metric.set);
  shown.set_metric(metric.metric);
  shown.set_group(metric.group);
  shown.set_value(metric.value);
  return shown;
}

StatusOr<storage::ResultOrder> ToOrder(const std::string& order_by) {
  if (order_by.empty()) return storage::ResultOrder::kPoint;
  if (order_by == "value") return storage::ResultOrder::kValueRising;
  if (order_by == "value desc") return storage::ResultOrder::kValueFalling;
  return InvalidArgument("order_by \"{}\": it must be value, value desc or empty", order_by);
}

StatusOr<v1::QueryResultsResponse> Query(Store& store, const v1::QueryResultsRequest& request) {
  SRNET_ASSIGN_OR_RETURN(const std::int32_t size, PageSize(request.page_size(), 1000, 10'000));
  SRNET_ASSIGN_OR_RETURN(auto reader, store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const storage::ResultFilter filter, ReadFilter(*reader, request.filter()));
  SRNET_ASSIGN_OR_RETURN(const storage::ResultOrder order, ToOrder(request.order_by()));
  SRNET_ASSIGN_OR_RETURN(const storage::ResultPage page,
                         storage::QueryResults(*reader, filter, order, size, request.page_token()));
  v1::QueryResultsResponse response;
  for (const storage::ResultRow& row : page.rows) *response.add_rows() = ToProto(row);
  response.set_next_page_token(page.next_page);
  return response;
}

StatusOr<v1::GetCurveResponse> ReadStoredCurve(Store& store, const storage::StageKey& key) {
  SRNET_ASSIGN_OR_RETURN(auto reader, store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const auto stage, storage::ReadStage(*reader, key));
  SRNET_ASSIGN_OR_RETURN(const auto curve, storage::ReadCurve(*reader, stage.id, "", ""));
  v1::GetCurveResponse response;
  for (const storage::CurvePoint& point : curve) {
    v1::CurvePoint& shown = *response.add_points();
    shown.set_set(point.set);
    shown.set_metric(point.metric);
    shown.set_step(point.step);
    shown.set_value(point.value);
  }
  return response;
}

StatusOr<v1::GetLineageResponse> ReadLineage(Store& store, const std::string& stage_key) {
  SRNET_ASSIGN_OR_RETURN(auto reader, store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const storage::StageKey key, storage::ResolveStage(*reader, stage_key));
  SRNET_ASSIGN_OR_RETURN(const storage::Lineage lineage, storage::ReadLineage(*reader, key));
  v1::GetLineageResponse response;
  std::map<storage::StageId, v1::GetLineageResponse::Node*> nodes;
  std::map<storage::StageId, std::string> keys;
  for (const storage::LineageStage& stage : lineage.stages) {
    v1::GetLineageResponse::Node& node = *response.add_nodes();
    *node.mutable_stage() = ShowStage(stage.stage);
    node.mutable_stage()->set_worker_id(stage.worker.value);
    node.set_canonical(stage.canonical);
    node.set_provenance(stage.provenance);
    for (const storage::NamedArtifact& artifact : stage.artifacts) {
      v1::ArtifactReference& shown = *node.add_artifacts();
      shown.set_name(artifact.name);
      shown.set_sha256(artifact.digest.ToHex());
      shown.set_bytes(artifact.bytes);
    }
    for (const storage::MetricRecord& metric : stage.metrics) *node.add_metrics() = ToProto(metric);
    nodes[stage.stage.id] = &node;
    keys[stage.stage.id] = node.stage().stage_key();
  }
  for (const storage::StageEdge& edge : lineage.edges) {
    nodes.at(edge.stage)->mutable_stage()->add_input_stage_keys(keys.at(edge.input));
  }
  return response;
}

class ExportSource final : public rpc::ByteSource {
 public:
  explicit ExportSource(results::Export rows) : rows_(std::move(rows)) {}
  StatusOr<std::string> Next() override { return rows_.Next(); }

 private:
  results::Export rows_;
};

StatusOr<results::Format> ToFormat(v1::ExportResultsRequest::Format format) {
  switch (format) {
    case v1::ExportResultsRequest::FORMAT_CSV:
      return results::Format::kCsv;
    case v1::ExportResultsRequest::FORMAT_JSON_LINES:
      return results::Format::kJsonLines;
    case v1::ExportResultsRequest::FORMAT_PARQUET:
      return results::Format::kParquet;
    default:
      return InvalidArgument("format must be CSV, JSON lines or Parquet");
  }
}

}  // namespace

void Results::QueryResults(v1::QueryResultsRequest request, rpc::Reply<v1::QueryResultsResponse> reply) {
  reply(Query(shell_.store, request));
}

void Results::Aggregate(v1::AggregateRequest request, rpc::Reply<v1::AggregateResponse> reply) {
  reply(ReadAggregate(shell_.store, request));
}

void Results::Compare(v1::CompareRequest request, rpc::Reply<v1::CompareResponse> reply) {
  reply(ReadComparison(shell_.store, request));
}

void Results::ReplayStopping(v1::ReplayStoppingRequest request,
                             rpc::Reply<v1::ReplayStoppingResponse> reply) {
  reply(ReadStoppingReplay(shell_.store, request));
}

void Results::Figure(v1::FigureRequest request, rpc::Reply<v1::FigureResponse> reply) {
  reply(ReadFigure(shell_.store, request));
}

// A running attempt's curve is on the control loop, a finished one in the store.
void Results::GetCurve(v1::GetCurveRequest request, rpc::Reply<v1::GetCurveResponse> reply) {
  const auto find = [text = request.stage_key()](sqlite::Connection& connection) {
    return storage::ResolveStage(connection, text);
  };
  ReadThen<storage::StageKey>(shell_, find, [this, reply = std::move(reply)](auto key) mutable {
    if (!key.ok()) return reply(key.status());
    const auto stage = core::FindStage(state_.core, key->digest);
    const auto attempt = stage ? state_.attempts.find(*stage) : state_.attempts.end();
    if (attempt == state_.attempts.end()) {
      shell_.pool.Post([this, key = *key, reply = std::move(reply)]() mutable {
        reply(ReadStoredCurve(shell_.store, key));
      });
      return;
    }
    v1::GetCurveResponse response;
    for (const v1::CurvePoint& point : attempt->second.curve) *response.add_points() = point;
    reply(std::move(response));
  });
}

void Results::GetLog(v1::GetLogRequest request, rpc::Reply<v1::GetLogResponse> reply) {
  logs_.Read(request, std::move(reply));
}

void Results::GetLineage(v1::GetLineageRequest request, rpc::Reply<v1::GetLineageResponse> reply) {
  reply(ReadLineage(shell_.store, request.stage_key()));
}

StatusOr<std::unique_ptr<rpc::ByteSource>> Results::ExportResults(const v1::ExportResultsRequest& request) {
  SRNET_ASSIGN_OR_RETURN(const results::Format format, ToFormat(request.format()));
  SRNET_ASSIGN_OR_RETURN(auto reader, shell_.store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(storage::ResultFilter filter, ReadFilter(*reader, request.filter()));
  std::vector<std::string> axes(planning::kAxisNames.begin(), planning::kAxisNames.end());
  return std::make_unique<ExportSource>(results::Export(shell_.store.readers(), std::move(filter),
                                                        results::MakeDocument(format, std::move(axes))));
}

}  // namespace srnet::app
