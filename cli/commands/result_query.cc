#include "cli/commands/result_query.h"

#include <utility>

namespace srnet::cli {

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

StatusOr<SetRoles> QueryRoles(const Connection& connection) {
  v1::ListEntriesRequest request;
  request.set_kind(v1::CatalogueEntry::KIND_DATASET);
  v1::ListEntriesResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*connection.catalogue, &v1::CatalogueService::Stub::ListEntries, request, &response));
  return RolesOf({response.entries().begin(), response.entries().end()});
}

}  // namespace srnet::cli
