#include "storage/stores/stage_rows.h"

#include "storage/stores/times.h"

namespace srnet::storage {

StatusOr<StageRecord> ReadStageRow(const sqlite::Statement& row) {
  StageRecord stage;
  stage.id = StageId{row.GetInt(0)};
  stage.key = StageKey{row.GetDigest(1)};
  stage.kind = row.GetText(2);
  SRNET_ASSIGN_OR_RETURN(stage.state, ParseStageState(row.GetText(3)));
  stage.attempts = row.GetInt(4);
  stage.crashes = row.GetInt(5);
  stage.failure_class = row.GetText(6);
  stage.failure_message = row.GetText(7);
  stage.created = GetInstant(row, 8);
  stage.ended = GetOptionalInstant(row, 9);
  stage.memory_class = row.GetInt(10);
  stage.checkpoint = row.GetInt(11);
  return stage;
}

StatusOr<AttemptRecord> ReadAttemptRow(const sqlite::Statement& row) {
  AttemptRecord attempt;
  attempt.token = Token{row.GetInt(0)};
  attempt.stage = StageId{row.GetInt(1)};
  attempt.key = StageKey{row.GetDigest(2)};
  attempt.worker = WorkerId{row.GetText(3)};
  SRNET_ASSIGN_OR_RETURN(attempt.state, ParseAttemptState(row.GetText(4)));
  attempt.failure_class = row.GetText(5);
  attempt.message = row.GetText(6);
  attempt.granted = GetInstant(row, 7);
  attempt.ended = GetOptionalInstant(row, 8);
  attempt.provenance = row.GetText(9);
  attempt.started = GetOptionalInstant(row, 10);
  return attempt;
}

StageEdge ReadEdgeRow(const sqlite::Statement& row) {
  return {StageId{row.GetInt(0)}, StageId{row.GetInt(1)}, row.GetText(2), row.GetText(3)};
}

StatusOr<NamedArtifact> ReadArtifactRow(const sqlite::Statement& row, int first) {
  NamedArtifact artifact;
  artifact.name = row.GetText(first);
  artifact.digest = row.GetDigest(first + 1);
  artifact.bytes = row.GetInt(first + 2);
  SRNET_ASSIGN_OR_RETURN(artifact.kind, ParseArtifactKind(row.GetText(first + 3)));
  return artifact;
}

}  // namespace srnet::storage
