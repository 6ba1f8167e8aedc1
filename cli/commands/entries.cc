#include "cli/commands/entries.h"

#include <fmt/ostream.h>

#include "cli/client/upload.h"
#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

std::string_view WordsFor(v1::CatalogueEntry::Kind kind) {
  if (kind == v1::CatalogueEntry::KIND_DATASET) return "data set";
  return kind == v1::CatalogueEntry::KIND_MODEL ? "model" : "word vectors";
}

Status PrintEntries(Context& context, const Connection& connection, v1::CatalogueEntry::Kind kind) {
  SRNET_ASSIGN_OR_RETURN(const v1::ListEntriesResponse response, QueryEntries(connection, kind));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
    return absl::OkStatus();
  }
  Table table;
  table.columns = {{"name"}, {"digest"}, {"registered (UTC)"}};
  for (const v1::CatalogueEntry& entry : response.entries()) {
    table.rows.push_back(
        {entry.name(), entry.tree_sha256(), FormatTime(entry.create_time(), FormOf(context))});
  }
  PrintTable(context, table);
  return absl::OkStatus();
}

}  // namespace

StatusOr<v1::ListEntriesResponse> QueryEntries(const Connection& connection, v1::CatalogueEntry::Kind kind) {
  v1::ListEntriesRequest request;
  request.set_kind(kind);
  v1::ListEntriesResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*connection.catalogue, &v1::CatalogueService::Stub::ListEntries, request, &response));
  return response;
}

void PrintEntry(Context& context, const v1::CatalogueEntry& entry) {
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(entry));
  } else {
    fmt::print(context.out, "{} {}\n", entry.name(), entry.tree_sha256());
  }
}

StatusOr<v1::CatalogueEntry> StoreEntry(Context& context, const Connection& connection,
                                        v1::CatalogueEntry::Kind kind, const std::string& name,
                                        const Tree& tree) {
  SRNET_RETURN_IF_ERROR(UploadTree(connection, tree, [&](std::int64_t bytes) {
    fmt::print(context.err, "uploading {} {} ({})\n", WordsFor(kind), name, FormatBytes(bytes));
  }));
  return Register(connection, kind, name, tree.digest);
}

Command ListOf(v1::CatalogueEntry::Kind kind) {
  return [kind](Context& context) -> StatusOr<ExitCode> {
    SRNET_ASSIGN_OR_RETURN(const Service service, Service::Open(context));
    SRNET_RETURN_IF_ERROR(PrintEntries(context, service.connection(), kind));
    return ExitCode::kDone;
  };
}

}  // namespace srnet::cli
