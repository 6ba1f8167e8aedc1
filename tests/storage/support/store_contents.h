// What tests look up in the store although no program does: the rows that a stage has left.
#pragma once

#include <vector>

#include "storage/stores/stage_rows.h"
#include "tests/storage/support/status_matchers.h"

namespace srnet::testing {

// By set, metric and group.
inline std::vector<storage::MetricRecord> MetricsOf(sqlite::Connection& connection, storage::StageId stage) {
  auto query =
      ValueOf(connection.Query("SELECT set_name, metric, group_name, value FROM metric WHERE stage = ? "
                               "ORDER BY set_name, metric, group_name",
                               stage.value));
  std::vector<storage::MetricRecord> metrics;
  MustSucceed(query.Each([&](const sqlite::Statement& row) {
    metrics.push_back({row.GetText(0), row.GetText(1), row.GetText(2), row.GetReal(3)});
  }));
  return metrics;
}

// By name.
inline std::vector<storage::NamedArtifact> ArtifactsOf(sqlite::Connection& connection,
                                                       storage::StageId stage) {
  auto query = ValueOf(
      connection.Query("SELECT name, digest, bytes, kind FROM artifact_ref JOIN artifact USING (digest) "
                       "WHERE stage = ? ORDER BY name",
                       stage.value));
  std::vector<storage::NamedArtifact> artifacts;
  MustSucceed(query.Each(
      [&](const sqlite::Statement& row) { artifacts.push_back(ValueOf(storage::ReadArtifactRow(row, 0))); }));
  return artifacts;
}

// By token.
inline std::vector<storage::AttemptRecord> AttemptsOf(sqlite::Connection& connection,
                                                      storage::StageId stage) {
  const std::string sql = fmt::format(
      "SELECT {} FROM attempt JOIN stage ON stage.id = attempt.stage WHERE attempt.stage = ? ORDER BY token",
      storage::kAttemptColumns);
  auto query = ValueOf(connection.Query(sql, stage.value));
  std::vector<storage::AttemptRecord> attempts;
  MustSucceed(query.Each(
      [&](const sqlite::Statement& row) { attempts.push_back(ValueOf(storage::ReadAttemptRow(row))); }));
  return attempts;
}

}  // namespace srnet::testing
