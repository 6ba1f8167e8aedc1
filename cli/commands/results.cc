#include "cli/commands/results.h"

#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <fstream>
#include <memory>
#include <set>
#include <string_view>

#include <CLI/CLI.hpp>

#include "cli/client/grpc_status.h"
#include "cli/commands/result_query.h"
#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/output/exact_tables.h"
#include "cli/output/json.h"
#include "cli/output/words.h"
#include "common/files/incoming.h"

namespace srnet::cli {
namespace {

struct ResultsArguments {
  std::vector<std::string> sweeps;
  bool groups = false;
  std::string format;  // "", "csv", "jsonl" or "parquet".
  std::string out;     // A file instead of standard output. Only with a format.
  std::string metric;  // "": all, and in the table what each set is reported by.
  std::string filter;
  int top = 0;  // Only the rows of that many best values. 0: all.
};

v1::ResultFilter FilterOf(const ResultsArguments& arguments) {
  v1::ResultFilter filter;
  for (const std::string& sweep : arguments.sweeps) filter.add_sweep_ids(sweep);
  filter.set_all_groups(arguments.groups);
  filter.set_filter(arguments.filter);
  if (!arguments.metric.empty()) filter.add_metrics(arguments.metric);
  return filter;
}

// Without results there is nothing that a metric could be missing from.
Status CheckMetric(const Connection& connection, const ResultsArguments& arguments) {
  if (arguments.metric.empty()) return absl::OkStatus();
  v1::ResultFilter filter = FilterOf(arguments);
  filter.clear_metrics();
  SRNET_ASSIGN_OR_RETURN(const auto rows, QueryAll(connection, filter));
  std::set<std::string> known;
  for (const v1::ResultRow& row : rows) {
    // A number of no set, such as the sparsity, has no place in the table.
    const bool is_shown = arguments.groups || !arguments.format.empty() || !row.metric().set().empty();
    if (is_shown) known.insert(row.metric().metric());
  }
  if (known.empty() || known.contains(arguments.metric)) return absl::OkStatus();
  return InvalidArgument("--metric {}: these results have {}", arguments.metric, fmt::join(known, ", "));
}

v1::ExportResultsRequest::Format FormatNamed(const std::string& name) {
  if (name == "csv") return v1::ExportResultsRequest::FORMAT_CSV;
  return name == "jsonl" ? v1::ExportResultsRequest::FORMAT_JSON_LINES
                         : v1::ExportResultsRequest::FORMAT_PARQUET;
}

Status ExportTo(std::ostream& out, std::string_view name, Context& context, const Connection& connection,
                const ResultsArguments& arguments) {
  v1::ExportResultsRequest request;
  *request.mutable_filter() = FilterOf(arguments);
  request.set_format(FormatNamed(arguments.format));
  grpc::ClientContext call;
  const Interruption::Scope scope(context.interruption, [&] { call.TryCancel(); });
  const auto reader = connection.results->ExportResults(&call, request);
  v1::ExportResultsResponse response;
  while (reader->Read(&response))
    out.write(response.data().data(), static_cast<std::streamsize>(response.data().size()));
  SRNET_RETURN_IF_ERROR(FromGrpc(reader->Finish()));
  out.flush();
  return out ? absl::OkStatus() : ResourceExhausted("{}: cannot be written, is the disk full?", name);
}

// The file has its name only once it is whole.
Status ExportToFile(Context& context, const Connection& connection, const ResultsArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Incoming incoming, Incoming::File(arguments.out));
  std::ofstream file(incoming.path(), std::ios::binary);
  SRNET_RETURN_IF_ERROR(ExportTo(file, arguments.out, context, connection, arguments));
  file.close();
  if (!file) return ResourceExhausted("{}: cannot be written, is the disk full?", arguments.out);
  return incoming.Arrive();
}

Status Export(Context& context, const Connection& connection, const ResultsArguments& arguments) {
  if (!arguments.out.empty()) return ExportToFile(context, connection, arguments);
  return ExportTo(context.out, "standard output", context, connection, arguments);
}

// No terminal shows a Parquet file.
Status CheckDestination(const ResultsArguments& arguments) {
  if (arguments.format != "parquet" || !arguments.out.empty()) return absl::OkStatus();
  return InvalidArgument("--format parquet needs a file: --out FILE");
}

// One line per number, for what does not fit into a row per model.
Table ListRows(const std::vector<v1::ResultRow>& rows) {
  Table table;
  table.columns = {{"sweep"}, {"point", true}, {"model"}, {"set"}, {"metric"}, {"group"}, {"value", true}};
  for (const v1::ResultRow& row : rows) {
    const v1::Metric& metric = row.metric();
    table.rows.push_back({row.sweep_id(), fmt::format("{}", row.point()), CoordinatesText(row.coordinates()),
                          metric.set(), metric.metric(), metric.group(),
                          fmt::format("{:.6g}", metric.value())});
  }
  return table;
}

void PrintRows(Context& context, const ResultsArguments& arguments, const Table& table) {
  if (table.rows.empty() && FormOf(context) == Form::kShown) {
    fmt::print(context.err, "{}\n",
               arguments.filter.empty() ? "no results yet" : "no results fulfil the filter");
  } else {
    PrintTable(context, table);
  }
}

StatusOr<std::vector<v1::ResultRow>> QueryRows(const Connection& connection,
                                               const ResultsArguments& arguments) {
  v1::ResultFilter filter = FilterOf(arguments);
  if (arguments.top == 0) return QueryAll(connection, filter);
  filter.set_reported_only(arguments.metric.empty());
  return QueryTop(connection, filter, arguments.metric == "loss", arguments.top);
}

Status Print(Context& context, const Connection& connection, const ResultsArguments& arguments) {
  const bool as_json = context.options.output == OutputFormat::kJson;
  if (!as_json && !arguments.groups && arguments.top == 0) {
    SRNET_ASSIGN_OR_RETURN(const Table table, QueryTable(connection, FilterOf(arguments), FormOf(context)));
    PrintRows(context, arguments, table);
    return absl::OkStatus();
  }
  SRNET_ASSIGN_OR_RETURN(const auto rows, QueryRows(connection, arguments));
  if (!as_json) {
    PrintRows(context, arguments, FormOf(context) == Form::kExact ? MakeExactTable(rows) : ListRows(rows));
    return absl::OkStatus();
  }
  v1::QueryResultsResponse all;
  for (const v1::ResultRow& row : rows) *all.add_rows() = row;
  fmt::print(context.out, "{}\n", ToJson(all));
  return absl::OkStatus();
}

StatusOr<ExitCode> Results(Context& context, const ResultsArguments& arguments) {
  SRNET_RETURN_IF_ERROR(CheckDestination(arguments));
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_RETURN_IF_ERROR(CheckMetric(service.connection(), arguments));
  const bool as_document = !arguments.format.empty();
  SRNET_RETURN_IF_ERROR(as_document ? Export(context, service.connection(), arguments)
                                    : Print(context, service.connection(), arguments));
  return ExitCode::kDone;
}

}  // namespace

void DeclareResults(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<ResultsArguments>();
  CLI::App* command = app.add_subcommand("results", "Print or export the results of sweeps");
  command->add_option("sweep", arguments->sweeps, "Ids, unique prefixes, names, or last")
      ->default_val("last");
  command->add_flag("--groups", arguments->groups, "Also the parts of evaluation sets, one line per number");
  command->add_option(
      "--metric", arguments->metric,
      "Only this metric; the table shows weighted_f1 by default where a set has it, else accuracy");
  command->add_option("--filter", arguments->filter,
                      "Only results that fulfil it, for example \"sparsity >= 0.7 AND loss = poe\"");
  CLI::Option* top =
      command->add_option("--top", arguments->top, "The rows of the so many best values, best first")
          ->check(CLI::Range(1, 10'000));
  CLI::Option* format = command
                            ->add_option("--format", arguments->format,
                                         "Export every row as csv, jsonl or parquet instead of the table")
                            ->check(CLI::IsMember({"csv", "jsonl", "parquet"}))
                            ->excludes(top);
  command
      ->add_option("--out", arguments->out, "The file to export to; it is replaced once the new one is whole")
      ->needs(format);
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Results(context, *arguments); };
  });
}

}  // namespace srnet::cli
