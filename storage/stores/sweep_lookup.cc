#include "storage/stores/sweep_lookup.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

#include "storage/stores/stage_rows.h"
#include "storage/stores/sweep_rows.h"

namespace srnet::storage {
namespace {

// The first column of the first row, if any.
template <typename... Values>
StatusOr<std::optional<std::string>> FirstText(sqlite::Connection& connection, std::string_view sql,
                                               const Values&... values) {
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, values...));
  SRNET_ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(query.GetText(0));
}

// Ids are of lower-case hexadecimal digits, so the upper end of a prefix is the prefix and a 'g'.
StatusOr<SweepId> ResolvePrefix(sqlite::Connection& connection, std::string_view prefix) {
  SRNET_ASSIGN_OR_RETURN(auto query,
                         connection.Query("SELECT id FROM sweep WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
                                          prefix, std::string(prefix) + "g"));
  std::vector<std::string> ids;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) { ids.push_back(row.GetText(0)); }));
  if (ids.empty() || prefix.empty())
    return NotFound("there is no sweep \"{}\": list them with srnet list", prefix);
  if (ids.size() > 1) {
    return InvalidArgument("\"{}\" is the start of several sweeps, {} and {} among them: give more of it",
                           prefix, ids[0], ids[1]);
  }
  return SweepId{ids[0]};
}

// The newest of that name, unless several of them still run: then a command might reach the wrong one.
StatusOr<std::optional<SweepId>> ResolveName(sqlite::Connection& connection, std::string_view name) {
  SRNET_ASSIGN_OR_RETURN(
      auto query, connection.Query(
                      "SELECT id FROM sweep WHERE name = ? AND state = 'active' ORDER BY number DESC", name));
  std::vector<std::string> active;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) { active.push_back(row.GetText(0)); }));
  if (active.size() > 1) {
    return InvalidArgument("{} active sweeps are named \"{}\": give the id of one, newest first {}",
                           active.size(), name, fmt::join(active, ", "));
  }
  SRNET_ASSIGN_OR_RETURN(
      const auto newest,
      FirstText(connection, "SELECT id FROM sweep WHERE name = ? ORDER BY number DESC LIMIT 1", name));
  return newest ? std::optional(SweepId{*newest}) : std::nullopt;
}

// Depth first over the inputs, which the planner has made free of cycles.
std::vector<std::size_t> InputsFirst(const std::vector<std::vector<std::size_t>>& inputs) {
  std::vector<std::size_t> order;
  std::vector<bool> visited(inputs.size(), false);
  std::vector<std::pair<std::size_t, std::size_t>> path;  // Stage, next input to look at.
  for (std::size_t start = 0; start < inputs.size(); ++start) {
    if (!visited[start]) path.emplace_back(start, 0);
    visited[start] = true;
    while (!path.empty()) {
      auto& [stage, next] = path.back();
      if (next == inputs[stage].size()) {
        order.push_back(stage);
        path.pop_back();
        continue;
      }
      const std::size_t input = inputs[stage][next++];
      if (!visited[input]) path.emplace_back(input, 0);
      visited[input] = true;
    }
  }
  return order;
}

StatusOr<std::vector<SweepStage>> ReadRows(sqlite::Connection& connection, std::int64_t sweep) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Query(
          "SELECT " + std::string(kStageColumns) +
              ", canonical, (SELECT worker FROM attempt WHERE stage = stage.id AND state IN ('leased', "
              "'done')), "
              "(SELECT ended_ms - granted_ms FROM attempt WHERE stage = stage.id AND state = 'done') "
              "FROM sweep_stage JOIN stage ON stage.id = sweep_stage.stage WHERE sweep = ? ORDER BY stage.id",
          sweep));
  std::vector<SweepStage> stages;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(StageRecord record, ReadStageRow(row));
    stages.push_back({.stage = std::move(record),
                      .canonical = row.GetText(kStageColumnCount),
                      .inputs = {},
                      .worker = row.GetText(kStageColumnCount + 1),
                      .seconds = static_cast<double>(row.GetInt(kStageColumnCount + 2)) / 1000});
    return Status();
  }));
  return stages;
}

}  // namespace

StatusOr<SweepId> ResolveSweep(sqlite::Connection& connection, std::string_view text) {
  if (text == "last") {
    SRNET_ASSIGN_OR_RETURN(const auto newest,
                           FirstText(connection, "SELECT id FROM sweep ORDER BY number DESC LIMIT 1"));
    if (!newest) return NotFound("there is no sweep yet: submit one with srnet submit");
    return SweepId{*newest};
  }
  SRNET_ASSIGN_OR_RETURN(const auto exact, FirstText(connection, "SELECT id FROM sweep WHERE id = ?", text));
  if (exact) return SweepId{*exact};
  SRNET_ASSIGN_OR_RETURN(const auto named, ResolveName(connection, text));
  return named ? *named : ResolvePrefix(connection, text);
}

StatusOr<std::vector<SweepStage>> ReadSweepStages(sqlite::Connection& connection, const SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const sqlite::ReadSnapshot snapshot, sqlite::ReadSnapshot::Begin(connection));
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(std::vector<SweepStage> stages, ReadRows(connection, found.number));
  std::unordered_map<std::int64_t, std::size_t> position;
  for (std::size_t i = 0; i < stages.size(); ++i) position.emplace(stages[i].stage.id.value, i);

  SRNET_ASSIGN_OR_RETURN(
      auto edges,
      connection.Query(
          "SELECT stage_input.stage, stage_input.input FROM sweep_stage JOIN stage_input ON "
          "stage_input.stage = sweep_stage.stage WHERE sweep = ? ORDER BY stage_input.stage, role",
          found.number));
  std::vector<std::vector<std::size_t>> inputs(stages.size());
  SRNET_RETURN_IF_ERROR(edges.Each([&](const sqlite::Statement& row) {
    const std::size_t reader = position.at(row.GetInt(0));
    const std::size_t input = position.at(row.GetInt(1));
    inputs[reader].push_back(input);
    stages[reader].inputs.push_back(stages[input].stage.key);
  }));
  std::vector<SweepStage> ordered;
  ordered.reserve(stages.size());
  for (const std::size_t i : InputsFirst(inputs)) ordered.push_back(std::move(stages[i]));
  return ordered;
}

StatusOr<PointCount> CountPoints(sqlite::Connection& connection, const SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(
      auto query, connection.Query("SELECT count(*), count(*) FILTER (WHERE stage.state = 'done') FROM point "
                                   "JOIN stage ON stage.id = point.stage WHERE sweep = ?",
                                   found.number));
  SRNET_RETURN_IF_ERROR(query.Step().status());
  return PointCount{query.GetInt(0), query.GetInt(1)};
}

StatusOr<std::optional<ArtifactRecord>> FindArtifact(sqlite::Connection& connection, const Digest& digest) {
  SRNET_ASSIGN_OR_RETURN(auto query,
                         connection.Query("SELECT bytes, kind FROM artifact WHERE digest = ?", digest));
  SRNET_ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return std::optional<ArtifactRecord>();
  SRNET_ASSIGN_OR_RETURN(const ArtifactKind kind, ParseArtifactKind(query.GetText(1)));
  return std::optional<ArtifactRecord>({query.GetInt(0), kind});
}

}  // namespace srnet::storage
