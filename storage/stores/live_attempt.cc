#include "storage/stores/live_attempt.h"

namespace srnet::storage {

Status RequireLiveAttempt(sqlite::Connection& connection, StageId stage, Token token) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Query("SELECT state FROM attempt WHERE token = ? AND stage = ?", token.value, stage.value));
  SRNET_ASSIGN_OR_RETURN(const bool found, query.Step());
  const std::string state = found ? query.GetText(0) : "unknown for this stage";
  if (state == "leased") return Status();
  if (state == "done") {
    return AlreadyExists("attempt {} of the stage with row {} was accepted before", token.value, stage.value);
  }
  return FailedPrecondition(
      "stale token: attempt {} of the stage with row {} is {}: its work must be dropped", token.value,
      stage.value, state);
}

}  // namespace srnet::storage
