// SubmitSweep, ReplaceSweep and RetryFailed: the ways in which stages come to be wanted.
#include <algorithm>
#include <unordered_set>

#include "storage/stores/coordinates.h"
#include "storage/stores/stage_rows.h"
#include "storage/stores/stage_store.h"
#include "storage/stores/sweep_rows.h"
#include "storage/stores/sweep_store.h"
#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

Status CheckPlan(const NewSweep& sweep) {
  if (sweep.id.value.empty()) return InvalidArgument("a sweep needs an id");
  std::unordered_set<Digest> keys;
  for (const NewStage& stage : sweep.stages) {
    if (!keys.insert(stage.key.digest).second) {
      return InvalidArgument("sweep {} has stage {} twice", sweep.id.value, stage.key.digest.ToHex());
    }
    for (const NewInput& input : stage.inputs) {
      if (input.stage < sweep.stages.size()) continue;
      return InvalidArgument("sweep {}: input {} of stage {} is stage {} of {}", sweep.id.value, input.role,
                             stage.key.digest.ToHex(), input.stage, sweep.stages.size());
    }
  }
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    if (sweep.points[i].stage < sweep.stages.size()) continue;
    return InvalidArgument("sweep {}: point {} is answered by stage {} of {}", sweep.id.value, i,
                           sweep.points[i].stage, sweep.stages.size());
  }
  return Status();
}

// The sweep that this request made before, if it is another than the plan's: the request was sent again, and
// what its specification names has changed in between. ALREADY_EXISTS when it is not the same request.
StatusOr<std::optional<SweepId>> FindEarlier(sqlite::Connection& connection, const NewSweep& sweep) {
  if (sweep.request_id.empty()) return std::optional<SweepId>();
  SRNET_ASSIGN_OR_RETURN(
      sqlite::Statement query,
      connection.Query("SELECT id, specification FROM sweep WHERE request_id = ?", sweep.request_id));
  SRNET_ASSIGN_OR_RETURN(const bool used, query.Step());
  if (!used || query.GetText(0) == sweep.id.value) return std::optional<SweepId>();
  if (query.GetText(1) == sweep.specification) return std::optional(SweepId{query.GetText(0)});
  return AlreadyExists(
      "request id {} was used for sweep {}, which has another specification: use a new request id",
      sweep.request_id, query.GetText(0));
}

StatusOr<std::int64_t> InsertSweep(sqlite::Connection& connection, const NewSweep& sweep) {
  const std::optional<std::string> request_id =
      sweep.request_id.empty() ? std::nullopt : std::optional(sweep.request_id);
  SRNET_RETURN_IF_ERROR(connection.Run(
      "INSERT INTO sweep (id, request_id, name, owner, priority, state, points, created_ms, execution, "
      "specification) VALUES (?, ?, ?, ?, ?, 'active', ?, ?, ?, ?)",
      sweep.id.value, request_id, sweep.name, sweep.owner, sweep.priority,
      static_cast<std::int64_t>(sweep.points.size()), ToMs(sweep.created), sweep.execution,
      sweep.specification));
  return connection.last_insert_id();
}

struct PlacedStage {
  std::int64_t id = 0;
  bool is_new = false;
};

// A new stage is blocked until Revive has looked at its inputs.
StatusOr<std::vector<PlacedStage>> PlaceStages(sqlite::Connection& connection, const NewSweep& sweep) {
  SRNET_ASSIGN_OR_RETURN(auto find, connection.Prepare("SELECT id FROM stage WHERE key = ?"));
  SRNET_ASSIGN_OR_RETURN(auto insert,
                         connection.Prepare("INSERT INTO stage (key, kind, state, created_ms, canonical, "
                                            "shape, examples) VALUES (?, ?, 'blocked', ?, ?, ?, ?)"));
  std::vector<PlacedStage> placed;
  placed.reserve(sweep.stages.size());
  for (const NewStage& stage : sweep.stages) {
    SRNET_ASSIGN_OR_RETURN(const bool known, find.Bind(stage.key.digest).Step());
    if (known) {
      placed.push_back({find.GetInt(0), false});
      find.Reset();
      continue;
    }
    insert.Bind(stage.key.digest)
        .Bind(stage.kind)
        .Bind(ToMs(sweep.created))
        .Bind(stage.canonical)
        .Bind(stage.shape)
        .Bind(stage.examples);
    SRNET_RETURN_IF_ERROR(insert.Run());
    placed.push_back({connection.last_insert_id(), true});
  }
  return placed;
}

Status InsertInputs(sqlite::Connection& connection, const NewSweep& sweep,
                    const std::vector<PlacedStage>& placed) {
  SRNET_ASSIGN_OR_RETURN(auto insert,
                         connection.Prepare("INSERT INTO stage_input (stage, role, input, artifact) "
                                            "VALUES (?, ?, ?, ?)"));
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (!placed[i].is_new) continue;  // Its inputs are part of its key, so they are there already.
    for (const NewInput& input : sweep.stages[i].inputs) {
      insert.Bind(placed[i].id).Bind(input.role).Bind(placed[input.stage].id).Bind(input.artifact);
      SRNET_RETURN_IF_ERROR(insert.Run());
    }
  }
  return Status();
}

Status InsertMembers(sqlite::Connection& connection, std::int64_t number,
                     const std::vector<PlacedStage>& placed) {
  SRNET_ASSIGN_OR_RETURN(auto insert,
                         connection.Prepare("INSERT INTO sweep_stage (sweep, stage) VALUES (?, ?)"));
  for (const PlacedStage& stage : placed) {
    SRNET_RETURN_IF_ERROR(insert.Bind(number).Bind(stage.id).Run());
  }
  return Status();
}

// From here on the trigger sweep_progress_state keeps the counts.
Status CountMembers(sqlite::Connection& connection, std::int64_t number) {
  return connection.Run(
      "INSERT INTO sweep_progress (sweep, kind, state, count) "
      "SELECT sweep, kind, state, count(*) FROM sweep_stage JOIN stage ON stage.id = sweep_stage.stage "
      "WHERE sweep = ? GROUP BY sweep, kind, state",
      number);
}

Status InsertPoints(sqlite::Connection& connection, std::int64_t number, const NewSweep& sweep,
                    const std::vector<PlacedStage>& placed) {
  SRNET_ASSIGN_OR_RETURN(auto insert,
                         connection.Prepare("INSERT INTO point (sweep, position, stage, coordinates) "
                                            "VALUES (?, ?, ?, ?)"));
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    SRNET_ASSIGN_OR_RETURN(const std::string coordinates, CoordinatesText(sweep.points[i].coordinates));
    insert.Bind(number)
        .Bind(static_cast<std::int64_t>(i))
        .Bind(placed[sweep.points[i].stage].id)
        .Bind(coordinates);
    SRNET_RETURN_IF_ERROR(insert.Run());
  }
  return Status();
}

// What other active sweeps had skipped because of a stage of this one waits again, as far as no other failure
// stands in its way. Each round reaches the readers of what the one before has revived.
Status ReviveReaders(sqlite::Connection& connection, std::int64_t number) {
  SRNET_ASSIGN_OR_RETURN(
      auto revive,
      connection.Prepare(
          "WITH RECURSIVE reader (id) AS ("
          "SELECT stage FROM stage_input WHERE input IN (SELECT stage FROM sweep_stage WHERE sweep = ?1) "
          "UNION "
          "SELECT stage_input.stage FROM stage_input JOIN reader ON stage_input.input = reader.id) "
          "UPDATE stage SET state = 'blocked', ended_ms = NULL, crashes = 0, memory_class = 0, "
          "failure_class = '', failure_message = '' "
          "WHERE state = 'skipped' AND id IN (SELECT id FROM reader) AND NOT EXISTS ("
          "SELECT 1 FROM stage_input JOIN stage AS input ON input.id = stage_input.input "
          "WHERE stage_input.stage = stage.id AND input.state IN ('failed', 'skipped')) AND EXISTS ("
          "SELECT 1 FROM sweep_stage JOIN sweep ON sweep.number = sweep_stage.sweep "
          "WHERE sweep_stage.stage = stage.id AND sweep.state = 'active')"));
  do {
    SRNET_RETURN_IF_ERROR(revive.Bind(number).Run());
  } while (connection.changes() > 0);
  return Status();
}

// Asks again for the failed, skipped and cancelled stages of a sweep, then frees whatever waits for nothing.
Status Revive(sqlite::Connection& connection, std::int64_t number) {
  SRNET_RETURN_IF_ERROR(
      connection.Run("UPDATE stage SET state = 'blocked', ended_ms = NULL, crashes = 0, memory_class = 0, "
                     "failure_class = '', failure_message = '' "
                     "WHERE state IN ('failed', 'skipped', 'cancelled') AND id IN (SELECT stage FROM "
                     "sweep_stage WHERE sweep = ?)",
                     number));
  SRNET_RETURN_IF_ERROR(connection.Run(
      "UPDATE stage SET state = 'ready' "
      "WHERE state = 'blocked' AND id IN (SELECT stage FROM sweep_stage WHERE sweep = ?) AND NOT EXISTS ("
      "SELECT 1 FROM stage_input JOIN stage AS input ON input.id = stage_input.input "
      "WHERE stage_input.stage = stage.id AND input.state <> 'done')",
      number));
  return ReviveReaders(connection, number);
}

Status Reactivate(sqlite::Connection& connection, std::int64_t number) {
  SRNET_RETURN_IF_ERROR(connection.Run(
      "UPDATE sweep SET state = 'active', ended_ms = NULL, superseded_by = '' WHERE number = ?", number));
  return Revive(connection, number);
}

StatusOr<std::vector<StageRecord>> ReadMembers(sqlite::Connection& connection, std::int64_t number) {
  static const std::string sql = fmt::format(
      "SELECT {} FROM sweep_stage JOIN stage ON stage.id = sweep_stage.stage WHERE sweep = ? ORDER BY "
      "sweep_stage.stage",
      kStageColumns);
  std::vector<StageRecord> stages;
  SRNET_ASSIGN_OR_RETURN(sqlite::Statement query, connection.Query(sql, number));
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(stages.emplace_back(), ReadStageRow(row));
    return Status();
  }));
  return stages;
}

// The members of the sweep in the order of `placed`.
StatusOr<std::vector<StageRecord>> ReadPlaced(sqlite::Connection& connection, std::int64_t number,
                                              const std::vector<PlacedStage>& placed) {
  SRNET_ASSIGN_OR_RETURN(std::vector<StageRecord> members, ReadMembers(connection, number));
  std::vector<StageRecord> ordered;
  ordered.reserve(placed.size());
  for (const PlacedStage& stage : placed) {
    const auto it =
        std::lower_bound(members.begin(), members.end(), stage.id,
                         [](const StageRecord& record, std::int64_t id) { return record.id.value < id; });
    ordered.push_back(std::move(*it));
  }
  return ordered;
}

bool AllDone(const std::vector<StageRecord>& stages) {
  return std::all_of(stages.begin(), stages.end(),
                     [](const StageRecord& stage) { return stage.state == StageState::kDone; });
}

StatusOr<Submission> InsertNew(sqlite::Transaction& transaction, const NewSweep& sweep) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(const std::int64_t number, InsertSweep(connection, sweep));
  SRNET_ASSIGN_OR_RETURN(const std::vector<PlacedStage> placed, PlaceStages(connection, sweep));
  SRNET_RETURN_IF_ERROR(InsertInputs(connection, sweep, placed));
  SRNET_RETURN_IF_ERROR(InsertMembers(connection, number, placed));
  SRNET_RETURN_IF_ERROR(CountMembers(connection, number));
  SRNET_RETURN_IF_ERROR(InsertPoints(connection, number, sweep, placed));
  SRNET_RETURN_IF_ERROR(Revive(connection, number));
  Submission submission;
  submission.created = true;
  SRNET_ASSIGN_OR_RETURN(submission.stages, ReadPlaced(connection, number, placed));
  if (AllDone(submission.stages)) {
    SRNET_RETURN_IF_ERROR(EndSweep(transaction, sweep.id, SweepState::kDone, sweep.created));
  }
  SRNET_ASSIGN_OR_RETURN(submission.sweep, ReadSweep(connection, sweep.id));
  return submission;
}

StatusOr<Submission> ReturnExisting(sqlite::Connection& connection, const NumberedSweep& existing,
                                    const NewSweep& sweep) {
  Submission submission;
  if (existing.sweep.state == SweepState::kFailed || existing.sweep.state == SweepState::kCancelled) {
    SRNET_RETURN_IF_ERROR(Reactivate(connection, existing.number));
    submission.revived = true;
  }
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE sweep SET priority = ?1 WHERE number = ?2 AND priority <> ?1",
                                       sweep.priority, existing.number));
  // The text that says so comes with it: the rest of it means the same.
  SRNET_RETURN_IF_ERROR(connection.Run(
      "UPDATE sweep SET execution = ?1, specification = ?2 WHERE number = ?3 AND execution <> ?1",
      sweep.execution, sweep.specification, existing.number));
  std::vector<StageKey> keys;
  for (const NewStage& stage : sweep.stages) keys.push_back(stage.key);
  SRNET_ASSIGN_OR_RETURN(auto stages, LookUpStages(connection, keys));
  SRNET_ASSIGN_OR_RETURN(submission.sweep, ReadSweep(connection, sweep.id));
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (!stages[i]) {
      return InvalidArgument(
          "sweep {} is there without stage {}: the id of a sweep must depend on its stages", sweep.id.value,
          keys[i].digest.ToHex());
    }
    submission.stages.push_back(*std::move(stages[i]));
  }
  return submission;
}

StatusOr<Submission> ReturnEarlier(sqlite::Connection& connection, const SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(NumberedSweep found, FindSweep(connection, id));
  Submission submission;
  SRNET_ASSIGN_OR_RETURN(submission.stages, ReadMembers(connection, found.number));
  submission.sweep = std::move(found.sweep);
  return submission;
}

// The sweep that has taken the place of `old` already, if this is a repetition: its request has made one, or
// it would be the same.
StatusOr<std::optional<SweepId>> FindSuccessor(sqlite::Connection& connection, const SweepRecord& old,
                                               const NewSweep& next) {
  if (!next.request_id.empty()) {
    SRNET_ASSIGN_OR_RETURN(sqlite::Statement query,
                           connection.Query("SELECT id FROM sweep WHERE request_id = ? AND specification = ?",
                                            next.request_id, next.specification));
    SRNET_ASSIGN_OR_RETURN(const bool made_one, query.Step());
    if (made_one) return std::optional(SweepId{query.GetText(0)});
  }
  if (old.superseded_by == next.id) return std::optional(next.id);
  return std::optional<SweepId>();
}

}  // namespace

StatusOr<Submission> SubmitSweep(sqlite::Transaction& transaction, const NewSweep& sweep) {
  SRNET_RETURN_IF_ERROR(CheckPlan(sweep));
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(const std::optional<SweepId> earlier, FindEarlier(connection, sweep));
  if (earlier) return ReturnEarlier(connection, *earlier);
  const StatusOr<NumberedSweep> existing = FindSweep(connection, sweep.id);
  if (existing.ok()) return ReturnExisting(connection, *existing, sweep);
  if (!absl::IsNotFound(existing.status())) return existing.status();
  return InsertNew(transaction, sweep);
}

StatusOr<Submission> ReplaceSweep(sqlite::Transaction& transaction, const SweepId& id, NewSweep next) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep old, FindSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(const std::optional<SweepId> successor, FindSuccessor(connection, old.sweep, next));
  if (successor) return ReturnEarlier(connection, *successor);
  if (old.sweep.state != SweepState::kActive) {
    return FailedPrecondition("sweep {} has ended ({}): submit the specification as a sweep of its own",
                              id.value, Name(old.sweep.state));
  }
  next.owner = old.sweep.owner;
  next.priority = old.sweep.priority;
  SRNET_ASSIGN_OR_RETURN(Submission submission, SubmitSweep(transaction, next));
  if (submission.sweep.id == id) return submission;
  SRNET_RETURN_IF_ERROR(CancelSweep(transaction, id, next.created));
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE sweep SET superseded_by = ? WHERE number = ?",
                                       submission.sweep.id.value, old.number));
  return submission;
}

Status RetryFailed(sqlite::Transaction& transaction, const SweepId& id) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, id));
  if (found.sweep.state == SweepState::kDone) return Status();
  return Reactivate(connection, found.number);
}

}  // namespace srnet::storage
