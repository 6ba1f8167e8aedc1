#include "cli/output/reported_rows.h"

#include <set>
#include <string>
#include <utility>

namespace srnet::cli {
namespace {

using StageSet = std::pair<std::string, std::string>;

StageSet StageSetOf(const v1::ResultRow& row) { return {row.stage_key(), row.metric().set()}; }

bool IsOfWholeSet(const v1::Metric& metric) { return !metric.set().empty() && metric.group().empty(); }

}  // namespace

std::vector<v1::ResultRow> ReportedRows(const std::vector<v1::ResultRow>& rows) {
  std::set<StageSet> weighted;
  for (const v1::ResultRow& row : rows) {
    if (IsOfWholeSet(row.metric()) && row.metric().metric() == "weighted_f1")
      weighted.insert(StageSetOf(row));
  }
  std::vector<v1::ResultRow> reported;
  for (const v1::ResultRow& row : rows) {
    if (!IsOfWholeSet(row.metric())) continue;
    const char* metric = weighted.contains(StageSetOf(row)) ? "weighted_f1" : "accuracy";
    if (row.metric().metric() == metric) reported.push_back(row);
  }
  return reported;
}

}  // namespace srnet::cli
