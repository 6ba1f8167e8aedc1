#include "storage/stores/sweep_rows.h"

#include "storage/stores/times.h"

namespace srnet::storage {

StatusOr<NumberedSweep> ReadSweepRow(const sqlite::Statement& row) {
  NumberedSweep found;
  found.number = row.GetInt(0);
  found.sweep.id = SweepId{row.GetText(1)};
  found.sweep.request_id = row.GetText(2);
  found.sweep.name = row.GetText(3);
  found.sweep.owner = row.GetText(4);
  found.sweep.priority = row.GetInt(5);
  SRNET_ASSIGN_OR_RETURN(found.sweep.state, ParseSweepState(row.GetText(6)));
  found.sweep.created = GetInstant(row, 7);
  found.sweep.ended = GetOptionalInstant(row, 8);
  found.sweep.superseded_by = SweepId{row.GetText(9)};
  found.sweep.execution = row.GetText(10);
  found.sweep.specification = row.GetText(11);
  return found;
}

StatusOr<NumberedSweep> FindSweep(sqlite::Connection& connection, const SweepId& id) {
  static const std::string sql = fmt::format("SELECT {} FROM sweep WHERE id = ?", kSweepColumns);
  SRNET_ASSIGN_OR_RETURN(sqlite::Statement query, connection.Query(sql, id.value));
  SRNET_ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return NotFound("there is no sweep {}", id.value);
  return ReadSweepRow(query);
}

}  // namespace srnet::storage
