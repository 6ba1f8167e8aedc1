// Sweeps: submission in one transaction, and what is shown of them.
//
// Codes beside those of storage/sqlite/error.h are named per function. Writes run on the writer's thread,
// reads on any read connection's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/sweep_records.h"

namespace srnet::storage {

// Stores sweep, points, stages that are new, their inputs and the membership of all stages.
//
// Stages that exist are reused as they are, except that a failed, skipped or cancelled one is asked for
// again: it becomes ready or blocked with its crash count cleared. A sweep that exists (same id) is returned
// with created=false and takes over the new priority and the way in which stages are run; if it had failed or
// been cancelled it is active again. A sweep without unfinished stages is done at once. A request id that has
// made a sweep of the same specification before gives that sweep, whatever it would be planned to now.
// ALREADY_EXISTS: the request id has made a sweep of another specification. INVALID_ARGUMENT: an index, a
// repeated stage key or a coordinate key is wrong.
StatusOr<Submission> SubmitSweep(sqlite::Transaction& transaction, const NewSweep& sweep);

// Puts `next` in the place of a running sweep: submits it with that one's owner and priority, and cancels
// what only that one needs. Both in one transaction, so nothing that they share is ever unwanted. A `next` of
// the same id changes nothing. Repeated, by its request id or its content, it gives the successor as that
// stands now. NOT_FOUND. FAILED_PRECONDITION: the sweep has ended. Otherwise as SubmitSweep.
StatusOr<Submission> ReplaceSweep(sqlite::Transaction& transaction, const SweepId& id, NewSweep next);

// Makes the failed and skipped stages of a sweep ready or blocked again, and the sweep active. NOT_FOUND.
Status RetryFailed(sqlite::Transaction& transaction, const SweepId& id);

// The sweep has ended: done, failed or cancelled. Repeating it changes nothing. NOT_FOUND.
Status EndSweep(sqlite::Transaction& transaction, const SweepId& id, SweepState state, Instant now);

// Where the scheduler says that a sweep stands: kActive, kDone or kFailed. A failed sweep may be active
// again, for example because a stage that it shares was asked for by another. One that is done or cancelled
// stays so. NOT_FOUND.
Status RecordSweepState(sqlite::Transaction& transaction, const SweepId& id, SweepState state, Instant now);

// Ends the sweep as cancelled. Its unfinished stages that no other active sweep needs are cancelled with
// their live attempts. An ended sweep stays as it is. NOT_FOUND.
Status CancelSweep(sqlite::Transaction& transaction, const SweepId& id, Instant now);

// NOT_FOUND.
StatusOr<SweepRecord> ReadSweep(sqlite::Connection& connection, const SweepId& id);

// Counts by kind and state, kinds in alphabetical order.
StatusOr<std::vector<StageCount>> CountStages(sqlite::Connection& connection, const SweepId& id);

struct SweepFilter {
  std::vector<SweepState> states;  // Empty: all.
  std::string owner;               // Empty: all.
};

struct SweepSummary {
  SweepRecord sweep;               // Without its specification.
  std::vector<StageCount> stages;  // By state; `kind` is empty.
  std::int64_t points = 0;
};

struct SweepPage {
  std::vector<SweepSummary> sweeps;
  std::string next_page;  // Empty at the end.
};

// Newest first. `page` is empty or the next_page of the page before; INVALID_ARGUMENT when it is neither.
StatusOr<SweepPage> ListSweeps(sqlite::Connection& connection, const SweepFilter& filter, std::int64_t limit,
                               const std::string& page);

// Points from index `first` on, in order, at most `limit`.
StatusOr<std::vector<PointRecord>> ListPoints(sqlite::Connection& connection, const SweepId& id,
                                              std::int64_t first, std::int64_t limit);

}  // namespace srnet::storage
