#include "storage/stores/scheduler_snapshot.h"

#include "storage/sqlite/transaction.h"
#include "storage/stores/stage_rows.h"
#include "storage/stores/sweep_rows.h"

namespace srnet::storage {
namespace {

// Stages of active sweeps, each once.
constexpr std::string_view kWanted =
    "(SELECT sweep_stage.stage FROM sweep_stage JOIN sweep ON sweep.number = sweep_stage.sweep "
    "WHERE sweep.state = 'active')";

Status LoadSweeps(sqlite::Connection& connection, SchedulerSnapshot& snapshot) {
  static const std::string sql =
      fmt::format("SELECT {} FROM sweep WHERE state = 'active' ORDER BY number", kSweepColumnsShort);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Prepare(sql));
  return query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(NumberedSweep found, ReadSweepRow(row));
    snapshot.sweeps.push_back(std::move(found.sweep));
    return Status();
  });
}

Status LoadStages(sqlite::Connection& connection, SchedulerSnapshot& snapshot) {
  static const std::string sql =
      fmt::format("SELECT {} FROM stage WHERE id IN {} ORDER BY id", kStageColumns, kWanted);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Prepare(sql));
  return query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(snapshot.stages.emplace_back(), ReadStageRow(row));
    return Status();
  });
}

Status LoadEdges(sqlite::Connection& connection, SchedulerSnapshot& snapshot) {
  static const std::string sql = fmt::format(
      "SELECT stage, input, role, artifact FROM stage_input WHERE stage IN {} ORDER BY stage, role", kWanted);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Prepare(sql));
  return query.Each([&](const sqlite::Statement& row) { snapshot.edges.push_back(ReadEdgeRow(row)); });
}

Status LoadMembers(sqlite::Connection& connection, SchedulerSnapshot& snapshot) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Prepare("SELECT sweep.id, sweep_stage.stage FROM sweep "
                         "JOIN sweep_stage ON sweep_stage.sweep = sweep.number "
                         "WHERE sweep.state = 'active' ORDER BY sweep.number, sweep_stage.stage"));
  return query.Each([&](const sqlite::Statement& row) {
    snapshot.members.push_back({SweepId{row.GetText(0)}, StageId{row.GetInt(1)}});
  });
}

Status LoadAttempts(sqlite::Connection& connection, SchedulerSnapshot& snapshot) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM attempt JOIN stage ON stage.id = attempt.stage WHERE attempt.state = 'leased' "
      "ORDER BY token",
      kAttemptColumns);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Prepare(sql));
  return query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(snapshot.attempts.emplace_back(), ReadAttemptRow(row));
    return Status();
  });
}

}  // namespace

StatusOr<SchedulerSnapshot> LoadSchedulerSnapshot(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(const auto one_state, sqlite::ReadSnapshot::Begin(connection));
  SchedulerSnapshot snapshot;
  SRNET_RETURN_IF_ERROR(LoadSweeps(connection, snapshot));
  SRNET_RETURN_IF_ERROR(LoadStages(connection, snapshot));
  SRNET_RETURN_IF_ERROR(LoadEdges(connection, snapshot));
  SRNET_RETURN_IF_ERROR(LoadMembers(connection, snapshot));
  SRNET_RETURN_IF_ERROR(LoadAttempts(connection, snapshot));
  return snapshot;
}

}  // namespace srnet::storage
