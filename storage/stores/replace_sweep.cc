#include <utility>

#include "storage/stores/sweep_rows.h"
#include "storage/stores/sweep_store.h"

namespace srnet::storage {

StatusOr<Submission> ReplaceSweep(sqlite::Transaction& transaction, const SweepId& id, NewSweep next) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep old, FindSweep(connection, id));
  next.owner = old.sweep.owner;
  next.priority = old.sweep.priority;
  const bool repeated = old.sweep.superseded_by.value == next.id.value;
  if (old.sweep.state != SweepState::kActive && !repeated) {
    return FailedPrecondition("sweep {} has ended ({}): submit the specification as a sweep of its own",
                              id.value, Name(old.sweep.state));
  }
  SRNET_ASSIGN_OR_RETURN(Submission submission, SubmitSweep(transaction, next));
  if (submission.sweep.id.value == id.value) return submission;
  SRNET_RETURN_IF_ERROR(CancelSweep(transaction, id, next.created));
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE sweep SET superseded_by = ? WHERE number = ?",
                                       submission.sweep.id.value, old.number));
  return submission;
}

}  // namespace srnet::storage
