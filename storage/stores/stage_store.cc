#include "storage/stores/stage_store.h"

#include "storage/sqlite/transaction.h"
#include "storage/stores/stage_rows.h"

namespace srnet::storage {
namespace {

std::string SelectStage(std::string_view condition) {
  return fmt::format("SELECT {}, canonical FROM stage WHERE {} = ?", kStageColumns, condition);
}

StatusOr<std::vector<ResolvedInput>> ReadInputs(sqlite::Connection& connection, StageId id) {
  SRNET_ASSIGN_OR_RETURN(
      auto query, connection.Query(
                      "SELECT role, key, artifact, artifact.digest, bytes, artifact.kind FROM stage_input "
                      "JOIN stage ON stage.id = stage_input.input "
                      "LEFT JOIN artifact_ref ON artifact_ref.stage = input AND artifact_ref.name = artifact "
                      "LEFT JOIN artifact ON artifact.digest = artifact_ref.digest "
                      "WHERE stage_input.stage = ? ORDER BY role",
                      id.value));
  std::vector<ResolvedInput> inputs;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    ResolvedInput& input = inputs.emplace_back();
    input.role = row.GetText(0);
    input.stage = StageKey{row.GetDigest(1)};
    if (row.IsNull(3)) {
      return FailedPrecondition("stage {} needs artifact {} of stage {} as its {}, which is not there",
                                id.value, row.GetText(2), input.stage.digest.ToHex(), input.role);
    }
    SRNET_ASSIGN_OR_RETURN(input.artifact, ReadArtifactRow(row, 2));
    return Status();
  }));
  return inputs;
}

// The key that begins with the text and goes on with that digit only.
StatusOr<Digest> Padded(std::string_view text, char digit) {
  constexpr std::size_t kDigits = 2 * Digest::kBytes;
  StatusOr<Digest> padded =
      text.size() > kDigits ? Digest::Parse(text)
                            : Digest::Parse(std::string(text) + std::string(kDigits - text.size(), digit));
  if (padded.ok() && !text.empty()) return padded;
  return InvalidArgument("\"{}\" is not the key of a stage, {} hexadecimal digits, nor the start of one",
                         text.substr(0, 80), kDigits);
}

}  // namespace

StatusOr<std::vector<std::optional<StageRecord>>> LookUpStages(sqlite::Connection& connection,
                                                               std::span<const StageKey> keys) {
  static const std::string sql = SelectStage("key");
  SRNET_ASSIGN_OR_RETURN(sqlite::Statement query, connection.Prepare(sql));
  std::vector<std::optional<StageRecord>> stages;
  stages.reserve(keys.size());
  for (const StageKey& key : keys) {
    SRNET_ASSIGN_OR_RETURN(const bool found, query.Bind(key.digest).Step());
    stages.emplace_back();
    if (!found) continue;
    SRNET_ASSIGN_OR_RETURN(stages.back(), ReadStageRow(query));
    query.Reset();
  }
  return stages;
}

StatusOr<StageKey> ResolveStage(sqlite::Connection& connection, std::string_view text) {
  SRNET_ASSIGN_OR_RETURN(const Digest first, Padded(text, '0'));
  SRNET_ASSIGN_OR_RETURN(const Digest last, Padded(text, 'f'));
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Query("SELECT key FROM stage WHERE key BETWEEN ? AND ? ORDER BY key LIMIT 2", first, last));
  std::vector<Digest> keys;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) { keys.push_back(row.GetDigest(0)); }));
  if (keys.empty()) return NotFound("there is no stage {}: srnet explain SWEEP lists them", text);
  if (keys.size() > 1) {
    return InvalidArgument("\"{}\" is the start of several stages, {} and {} among them: give more of it",
                           text, keys[0].ToHex(), keys[1].ToHex());
  }
  return StageKey{keys[0]};
}

StatusOr<StageRecord> ReadStage(sqlite::Connection& connection, const StageKey& key) {
  SRNET_ASSIGN_OR_RETURN(auto stages, LookUpStages(connection, std::span(&key, 1)));
  if (!stages.front()) return NotFound("there is no stage {}", key.digest.ToHex());
  return *std::move(stages.front());
}

StatusOr<StageWork> ReadStageWork(sqlite::Connection& connection, StageId id) {
  static const std::string sql = SelectStage("id");
  StageWork work;
  SRNET_ASSIGN_OR_RETURN(sqlite::Statement query, connection.Query(sql, id.value));
  SRNET_ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return NotFound("there is no stage with row {}", id.value);
  SRNET_ASSIGN_OR_RETURN(work.stage, ReadStageRow(query));
  work.canonical = query.GetText(kStageColumnCount);
  SRNET_ASSIGN_OR_RETURN(work.inputs, ReadInputs(connection, id));
  return work;
}

}  // namespace srnet::storage
