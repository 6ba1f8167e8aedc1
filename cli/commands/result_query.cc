#include "cli/commands/result_query.h"

#include <string>
#include <utility>

#include "cli/commands/entries.h"
#include "cli/output/exact_tables.h"
#include "cli/output/result_table.h"

namespace srnet::cli {
namespace {

StatusOr<SetRoles> QueryRoles(const Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(const v1::ListEntriesResponse response,
                         QueryEntries(connection, v1::CatalogueEntry::KIND_DATASET));
  return RolesOf({response.entries().begin(), response.entries().end()});
}

StatusOr<ResultContext> QueryContext(const Connection& connection, const v1::AggregateResponse& statistics) {
  ResultContext context;
  SRNET_ASSIGN_OR_RETURN(context.roles, QueryRoles(connection));
  for (const v1::AggregateResponse::Row& row : statistics.rows()) {
    for (const std::string& id : row.sweep_ids()) {
      const auto [entry, is_new] = context.sweep_names.try_emplace(id);
      if (!is_new) continue;
      v1::GetSweepRequest request;
      request.set_sweep_id(id);
      v1::GetSweepResponse response;
      SRNET_RETURN_IF_ERROR(Call(*connection.sweeps, &v1::SweepService::Stub::GetSweep, request, &response));
      entry->second = response.sweep().name();
    }
  }
  return context;
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

StatusOr<std::vector<v1::ResultRow>> QueryTop(const Connection& connection, const v1::ResultFilter& filter,
                                              bool smallest, int count) {
  v1::QueryResultsRequest request;
  *request.mutable_filter() = filter;
  request.set_page_size(count);
  request.set_order_by(smallest ? "value" : "value desc");
  v1::QueryResultsResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*connection.results, &v1::ResultService::Stub::QueryResults, request, &response));
  return std::vector<v1::ResultRow>(response.rows().begin(), response.rows().end());
}

StatusOr<Table> QueryTable(const Connection& connection, v1::ResultFilter filter, Form form) {
  filter.set_reported_only(filter.metrics().empty());
  v1::AggregateRequest request;
  *request.mutable_filter() = std::move(filter);
  v1::AggregateResponse statistics;
  SRNET_RETURN_IF_ERROR(Call(*connection.results, &v1::ResultService::Stub::Aggregate, request, &statistics));
  if (form == Form::kExact) return MakeExactTable(statistics);
  SRNET_ASSIGN_OR_RETURN(const ResultContext context, QueryContext(connection, statistics));
  return MakeResultTable(statistics, context);
}

}  // namespace srnet::cli
