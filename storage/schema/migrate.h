// The steps that build the schema, and the one function that brings a database up to date.
//
// Steps are the files of storage/schema/steps, compiled in, applied in order under one write transaction and
// recorded in `schema_migration` with their SHA-256 and the version of the program that applied them. Shipped
// steps are frozen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"

namespace srnet::storage {

struct SchemaStep {
  int number;
  std::string_view name;  // "0001_initial"
  std::string_view sql;
};

// All steps of this program in order.
const std::vector<SchemaStep>& SchemaSteps();

// Applies the steps that are missing. Nothing changes unless all succeed.
// FAILED_PRECONDITION: the database has steps that this program does not know (the message names the program
// version that wrote them), a recorded step differs from this program's, or the file is another program's
// database.
Status MigrateSchema(sqlite::Connection& connection, const std::vector<SchemaStep>& steps,
                     std::string_view program_version, std::int64_t now_ms);

// Every CREATE statement of the database, sorted, as text: what schema.sql holds.
StatusOr<std::string> DescribeSchema(sqlite::Connection& connection);

}  // namespace srnet::storage
