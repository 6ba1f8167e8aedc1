#include "storage/stores/result_store.h"

#include <cmath>

#include "storage/stores/curve_rows.h"
#include "storage/stores/live_attempt.h"

namespace srnet::storage {

Status CheckCurve(const std::vector<CurvePoint>& points) {
  for (const CurvePoint& point : points) {
    if (!std::isnan(point.value)) continue;
    return InvalidArgument("the curve of {} on set \"{}\" is not a number at step {}", point.metric,
                           point.set, point.step);
  }
  return Status();
}

Status StoreCurve(sqlite::Connection& connection, StageId stage, const std::vector<CurvePoint>& points) {
  SRNET_ASSIGN_OR_RETURN(
      auto insert,
      connection.Prepare("INSERT INTO curve (stage, set_name, metric, step, value) "
                         "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"));
  for (const CurvePoint& point : points) {
    insert.Bind(stage.value).Bind(point.set).Bind(point.metric).Bind(point.step).Bind(point.value);
    SRNET_RETURN_IF_ERROR(insert.Run());
  }
  return Status();
}

Status AppendCurve(sqlite::Transaction& transaction, StageId stage, Token token,
                   const std::vector<CurvePoint>& points) {
  const Status live = RequireLiveAttempt(transaction.connection(), stage, token);
  if (absl::IsAlreadyExists(live)) {
    return FailedPrecondition("stale token: attempt {} of the stage with row {} is done", token.value,
                              stage.value);
  }
  SRNET_RETURN_IF_ERROR(live);
  SRNET_RETURN_IF_ERROR(CheckCurve(points));
  return StoreCurve(transaction.connection(), stage, points);
}

StatusOr<std::vector<CurvePoint>> ReadCurve(sqlite::Connection& connection, StageId stage,
                                            const std::string& set, const std::string& metric) {
  SRNET_ASSIGN_OR_RETURN(auto query,
                         connection.Query("SELECT set_name, metric, step, value FROM curve WHERE stage = ? "
                                          "AND (? = '' OR set_name = ?) AND (? = '' OR metric = ?) "
                                          "ORDER BY set_name, metric, step",
                                          stage.value, set, set, metric, metric));
  std::vector<CurvePoint> points;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) {
    points.push_back({row.GetText(0), row.GetText(1), row.GetInt(2), row.GetReal(3)});
  }));
  return points;
}

}  // namespace srnet::storage
