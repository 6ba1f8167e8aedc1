#include "storage/schema/migrate.h"

namespace srnet::storage {

StatusOr<std::string> DescribeSchema(sqlite::Connection& connection) {
  // Objects that SQLite makes itself have no text or a name of its own.
  SRNET_ASSIGN_OR_RETURN(
      sqlite::Statement query,
      connection.Prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND "
                         "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY tbl_name, type DESC, name"));
  std::string text;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) {
    if (!text.empty()) text += '\n';
    text += row.GetText(0) + ";\n";
  }));
  return text;
}

}  // namespace srnet::storage
