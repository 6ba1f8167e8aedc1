#include "storage/stores/lineage.h"

#include <algorithm>
#include <unordered_map>

#include "storage/sqlite/transaction.h"
#include "storage/stores/stage_rows.h"
#include "storage/stores/stage_store.h"

namespace srnet::storage {
namespace {

// Every statement below starts from the same closure, so the cost is four statements whatever the depth.
constexpr std::string_view kAncestry =
    "WITH RECURSIVE ancestry (id) AS (SELECT ? UNION "
    "SELECT stage_input.input FROM stage_input JOIN ancestry ON stage_input.stage = ancestry.id) ";

Status LoadStages(sqlite::Connection& connection, StageId id, Lineage& lineage) {
  static const std::string sql = fmt::format(
      "{}SELECT {}, canonical, attempt.worker, attempt.provenance FROM ancestry JOIN stage USING (id) "
      "LEFT JOIN attempt ON attempt.stage = stage.id AND attempt.state = 'done'",
      kAncestry, kStageColumns);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, id.value));
  return query.Each([&](const sqlite::Statement& row) -> Status {
    LineageStage& stage = lineage.stages.emplace_back();
    SRNET_ASSIGN_OR_RETURN(stage.stage, ReadStageRow(row));
    stage.canonical = row.GetText(kStageColumnCount);
    stage.worker = WorkerId{row.GetText(kStageColumnCount + 1)};
    stage.provenance = row.GetText(kStageColumnCount + 2);
    return Status();
  });
}

Status LoadEdges(sqlite::Connection& connection, StageId id, Lineage& lineage) {
  static const std::string sql = fmt::format(
      "{}SELECT stage, input, role, artifact FROM stage_input WHERE stage IN (SELECT id FROM ancestry) "
      "ORDER BY stage, role",
      kAncestry);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, id.value));
  return query.Each([&](const sqlite::Statement& row) { lineage.edges.push_back(ReadEdgeRow(row)); });
}

Status LoadArtifacts(sqlite::Connection& connection, StageId id,
                     std::unordered_map<StageId, std::vector<NamedArtifact>>& artifacts) {
  static const std::string sql = fmt::format(
      "{}SELECT artifact_ref.stage, name, digest, bytes, kind FROM artifact_ref JOIN artifact USING (digest) "
      "WHERE artifact_ref.stage IN (SELECT id FROM ancestry) ORDER BY artifact_ref.stage, name",
      kAncestry);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, id.value));
  return query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(artifacts[StageId{row.GetInt(0)}].emplace_back(), ReadArtifactRow(row, 1));
    return Status();
  });
}

Status LoadMetrics(sqlite::Connection& connection, StageId id,
                   std::unordered_map<StageId, std::vector<MetricRecord>>& metrics) {
  static const std::string sql = fmt::format(
      "{}SELECT stage, set_name, metric, group_name, value FROM metric "
      "WHERE stage IN (SELECT id FROM ancestry) ORDER BY stage, set_name, metric, group_name",
      kAncestry);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, id.value));
  return query.Each([&](const sqlite::Statement& row) {
    metrics[StageId{row.GetInt(0)}].push_back(
        {.set = row.GetText(1), .metric = row.GetText(2), .group = row.GetText(3), .value = row.GetReal(4)});
  });
}

// How many edges the longest path down to a source of the graph has: inputs have fewer than their readers.
class Depths {
 public:
  explicit Depths(const std::vector<StageEdge>& edges) {
    for (const StageEdge& edge : edges) inputs_[edge.stage].push_back(edge.input);
  }

  std::int64_t Of(StageId stage) {
    const auto known = depths_.find(stage);
    if (known != depths_.end()) return known->second;
    std::int64_t depth = 0;
    for (const StageId input : inputs_[stage]) depth = std::max(depth, Of(input) + 1);
    depths_.emplace(stage, depth);
    return depth;
  }

 private:
  std::unordered_map<StageId, std::vector<StageId>> inputs_;
  std::unordered_map<StageId, std::int64_t> depths_;
};

void SortInputsFirst(Lineage& lineage) {
  Depths depths(lineage.edges);
  std::sort(lineage.stages.begin(), lineage.stages.end(), [&](const LineageStage& a, const LineageStage& b) {
    const std::int64_t depth_a = depths.Of(a.stage.id);
    const std::int64_t depth_b = depths.Of(b.stage.id);
    return depth_a != depth_b ? depth_a < depth_b : a.stage.key < b.stage.key;
  });
}

}  // namespace

StatusOr<Lineage> ReadLineage(sqlite::Connection& connection, const StageKey& key) {
  SRNET_ASSIGN_OR_RETURN(const auto one_state, sqlite::ReadSnapshot::Begin(connection));
  SRNET_ASSIGN_OR_RETURN(const StageRecord asked, ReadStage(connection, key));
  Lineage lineage;
  SRNET_RETURN_IF_ERROR(LoadStages(connection, asked.id, lineage));
  SRNET_RETURN_IF_ERROR(LoadEdges(connection, asked.id, lineage));
  std::unordered_map<StageId, std::vector<NamedArtifact>> artifacts;
  SRNET_RETURN_IF_ERROR(LoadArtifacts(connection, asked.id, artifacts));
  std::unordered_map<StageId, std::vector<MetricRecord>> metrics;
  SRNET_RETURN_IF_ERROR(LoadMetrics(connection, asked.id, metrics));
  for (LineageStage& stage : lineage.stages) {
    stage.artifacts = std::move(artifacts[stage.stage.id]);
    stage.metrics = std::move(metrics[stage.stage.id]);
  }
  SortInputsFirst(lineage);
  return lineage;
}

}  // namespace srnet::storage
