// The question users ask most: which point of which sweep reached what.
//
// One row per (point, metric) of the stage that answers the point, found in one statement whatever the number
// of sweeps. Pages are keyed by the last row, so a page costs the same wherever it is and rows that appear
// meanwhile neither repeat nor hide others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/result_condition.h"
#include "storage/stores/sweep_records.h"

namespace srnet::storage {

// All conditions must hold; an empty list accepts everything.
struct ResultFilter {
  std::vector<SweepId> sweeps;
  std::vector<std::string> sets;
  std::vector<std::string> metrics;
  std::vector<std::string> groups;  // "" is the whole set.
  Coordinates coordinates;          // Equal on each of these.
  // Of sets, the number that each is reported by: its weighted F1 where it has one, else its accuracy. "A
  // Win-win Deal" (NeurIPS 2022), appendix B, reports QQP and PAWS so: there a model that says "not
  // duplicate" to everything is right on most rows.
  bool reported_only = false;
  ResultCondition condition;
};

enum class ResultOrder {
  kPoint,        // Sweeps by age, points by index, then set, metric, group.
  kValueRising,  // Ties in the order of kPoint.
  kValueFalling,
};

struct ResultRow {
  SweepId sweep;
  std::int64_t point = 0;
  Coordinates coordinates;
  StageKey stage;
  std::string set;
  std::string metric;
  std::string group;
  double value = 0;
};

struct ResultPage {
  std::vector<ResultRow> rows;
  std::string next_page;  // Empty at the end.
};

// `page` is empty or the next_page of the page before, with the same filter and order. INVALID_ARGUMENT: a
// page that this function did not return, a limit below 1, or a coordinate key that no point can have.
StatusOr<ResultPage> QueryResults(sqlite::Connection& connection, const ResultFilter& filter,
                                  ResultOrder order, std::int64_t limit, const std::string& page);

}  // namespace srnet::storage
