#include "cli/commands/entries.h"

#include <fmt/ostream.h>

#include "cli/output/json.h"
#include "cli/output/table.h"
#include "cli/output/words.h"

namespace srnet::cli {

void PrintEntry(Context& context, const v1::CatalogueEntry& entry) {
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(entry));
  } else {
    fmt::print(context.out, "{} {}\n", entry.name(), entry.tree_sha256());
  }
}

Status PrintEntries(Context& context, const Connection& connection, v1::CatalogueEntry::Kind kind) {
  v1::ListEntriesRequest request;
  request.set_kind(kind);
  v1::ListEntriesResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*connection.catalogue, &v1::CatalogueService::Stub::ListEntries, request, &response));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
    return absl::OkStatus();
  }
  Table table;
  table.columns = {{"name"}, {"digest"}, {"registered (UTC)"}};
  for (const v1::CatalogueEntry& entry : response.entries()) {
    table.rows.push_back({entry.name(), entry.tree_sha256(), FormatTime(entry.create_time())});
  }
  fmt::print(context.out, "{}", Render(table));
  return absl::OkStatus();
}

}  // namespace srnet::cli
