#include "cli/commands/result_query.h"

#include <utility>

namespace srnet::cli {
namespace {

StatusOr<SetRoles> QueryRoles(const Connection& connection) {
  v1::ListEntriesRequest request;
  request.set_kind(v1::CatalogueEntry::KIND_DATASET);
  v1::ListEntriesResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*connection.catalogue, &v1::CatalogueService::Stub::ListEntries, request, &response));
  return RolesOf({response.entries().begin(), response.entries().end()});
}

}  // namespace

StatusOr<std::vector<v1::ResultRow>> QueryAll(const Connection& connection, const v1::ResultFilter& filter) {
  std::vector<v1::ResultRow> rows;
  v1::QueryResultsRequest request;
  *request.mutable_filter() = filter;
  request.set_page_size(10'000);
  do {
    v1::QueryResultsResponse response;
    SRNET_RETURN_IF_ERROR(
        Call(*connection.results, &v1::ResultService::Stub::QueryResults, request, &response));
    for (v1::ResultRow& row : *response.mutable_rows()) rows.push_back(std::move(row));
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return rows;
}

StatusOr<ResultContext> QueryContext(const Connection& connection, const std::vector<v1::ResultRow>& rows) {
  ResultContext context;
  SRNET_ASSIGN_OR_RETURN(context.roles, QueryRoles(connection));
  v1::GetSweepRequest request;
  request.set_include_points(true);
  for (const v1::ResultRow& row : rows) {
    const auto [entry, is_new] = context.sweeps.try_emplace(row.sweep_id());
    if (!is_new) continue;
    request.set_sweep_id(row.sweep_id());
    SRNET_RETURN_IF_ERROR(
        Call(*connection.sweeps, &v1::SweepService::Stub::GetSweep, request, &entry->second));
  }
  return context;
}

}  // namespace srnet::cli
