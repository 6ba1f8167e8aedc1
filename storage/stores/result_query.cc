#include "storage/stores/result_query.h"

#include <array>
#include <bit>
#include <optional>
#include <variant>

#include <nlohmann/json.hpp>

#include "storage/stores/coordinates.h"
#include "storage/stores/page_token.h"

namespace srnet::storage {
namespace {

using nlohmann::json;

// The order of kPoint. A page ends at one of these.
constexpr std::string_view kPointOrder =
    "point.sweep, point.position, metric.set_name, metric.metric, metric.group_name";
constexpr std::string_view kTokenPattern = "iiisss";

struct Cursor {
  double value = 0;
  std::int64_t sweep = 0;
  std::int64_t position = 0;
  std::string set;
  std::string metric;
  std::string group;
};

// The bits of the value: JSON has no infinity, and a page must go on at exactly this number.
std::string Encode(const Cursor& cursor) {
  return PageToken(json::array({std::bit_cast<std::int64_t>(cursor.value), cursor.sweep, cursor.position,
                                cursor.set, cursor.metric, cursor.group}));
}

StatusOr<Cursor> Decode(const std::string& page) {
  SRNET_ASSIGN_OR_RETURN(const json token, ParsePageToken(page, kTokenPattern));
  Cursor cursor;
  cursor.value = std::bit_cast<double>(token[0].get<std::int64_t>());
  cursor.sweep = token[1].get<std::int64_t>();
  cursor.position = token[2].get<std::int64_t>();
  cursor.set = token[3].get<std::string>();
  cursor.metric = token[4].get<std::string>();
  cursor.group = token[5].get<std::string>();
  return cursor;
}

// A statement and its parameters, grown together.
struct Sql {
  using Value = std::variant<std::int64_t, double, std::string>;
  std::string text;
  std::vector<Value> values;

  void Add(std::string_view fragment, std::vector<Value> parameters) {
    text += fragment;
    for (Value& parameter : parameters) values.push_back(std::move(parameter));
  }
};

// One value is compared directly, so that the index can be used; several go in as one JSON parameter, so that
// the text of the statement, and with it the statement cache, does not grow with their number.
void AddOneOf(Sql& sql, std::string_view column, const std::vector<std::string>& accepted) {
  if (accepted.empty()) return;
  if (accepted.size() == 1) {
    sql.Add(fmt::format(" AND {} = ?", column), {accepted.front()});
  } else {
    sql.Add(fmt::format(" AND {} IN (SELECT value FROM json_each(?))", column),
            {json(accepted).dump(-1, ' ', false, json::error_handler_t::replace)});
  }
}

// Over the numbers of the sweeps, so that the points of a sweep are found by their primary key.
void AddSweeps(Sql& sql, const std::vector<SweepId>& ids) {
  if (ids.size() == 1) {
    sql.Add(" AND point.sweep = (SELECT number FROM sweep WHERE id = ?)", {ids.front().value});
  } else if (!ids.empty()) {
    json list = json::array();
    for (const SweepId& id : ids) list.push_back(id.value);
    sql.Add(" AND point.sweep IN (SELECT number FROM sweep WHERE id IN (SELECT value FROM json_each(?)))",
            {list.dump(-1, ' ', false, json::error_handler_t::replace)});
  }
}

constexpr std::string_view kReportedOnly =
    " AND metric.set_name <> '' AND (metric.metric = 'weighted_f1' OR metric.metric = 'accuracy' AND NOT "
    "EXISTS "
    "(SELECT 1 FROM metric AS other WHERE other.stage = metric.stage AND other.set_name = metric.set_name "
    "AND other.metric = 'weighted_f1' AND other.group_name = metric.group_name))";

// By the comparator's position; kHas is none of them.
constexpr std::array<std::string_view, 6> kOperators = {"=", "<>", "<", "<=", ">", ">="};

std::string_view OperatorOf(Comparator comparator) {
  SRNET_CHECK(comparator != Comparator::kHas);
  return kOperators[static_cast<std::size_t>(comparator)];
}

// An axis is compared as text for equality, so that no row has to be parsed, and as a number for order.
Status AddAxis(Sql& sql, const ResultCondition& condition) {
  if (condition.comparator == Comparator::kEqual || condition.comparator == Comparator::kNotEqual) {
    SRNET_ASSIGN_OR_RETURN(std::string fragment, CoordinateFragment(condition.axis, condition.text));
    const char* sign = condition.comparator == Comparator::kEqual ? ">" : "=";
    sql.Add(fmt::format("instr(point.coordinates, ?) {} 0", sign), {std::move(fragment)});
  } else if (condition.comparator == Comparator::kHas) {
    sql.Add("EXISTS (SELECT 1 FROM json_each(point.coordinates) AS axis WHERE axis.value ->> 0 = ?)",
            {condition.axis});
  } else {
    // A number is what SQLite's JSON can read as one; other values are beyond all order.
    sql.Add(
        fmt::format("EXISTS (SELECT 1 FROM json_each(point.coordinates) AS axis WHERE axis.value ->> 0 = ? "
                    "AND CASE WHEN json_valid(axis.value ->> 1) THEN json_type(axis.value ->> 1) IN "
                    "('integer', 'real') ELSE 0 END AND CAST(axis.value ->> 1 AS REAL) {} ?)",
                    OperatorOf(condition.comparator)),
        {condition.axis, *condition.number});
  }
  return Status();
}

Status AddComparison(Sql& sql, const ResultCondition& condition) {
  const auto add = [&](std::string_view column, Sql::Value value) {
    sql.Add(fmt::format("{} {} ?", column, OperatorOf(condition.comparator)), {std::move(value)});
    return Status();
  };
  switch (condition.field) {
    case ResultField::kSweep:
      return add("sweep.id", condition.text);
    case ResultField::kPoint:
      return add("point.position", *condition.number);
    case ResultField::kStage:
      return add("lower(hex(stage.key))", condition.text);
    case ResultField::kSet:
      return add("metric.set_name", condition.text);
    case ResultField::kMetric:
      return add("metric.metric", condition.text);
    case ResultField::kGroup:
      return add("metric.group_name", condition.text);
    case ResultField::kValue:
      return add("metric.value", *condition.number);
    case ResultField::kAxis:
      return AddAxis(sql, condition);
  }
  return Status();
}

Status AddCondition(Sql& sql, const ResultCondition& condition) {
  using Kind = ResultCondition::Kind;
  if (condition.kind == Kind::kComparison) return AddComparison(sql, condition);
  if (condition.kind == Kind::kNot) sql.text += "NOT ";
  sql.text += "(";
  for (std::size_t i = 0; i < condition.parts.size(); ++i) {
    if (i > 0) sql.text += condition.kind == Kind::kAny ? " OR " : " AND ";
    SRNET_RETURN_IF_ERROR(AddCondition(sql, condition.parts[i]));
  }
  sql.text += ")";
  return Status();
}

Status AddFilter(Sql& sql, const ResultFilter& filter) {
  AddSweeps(sql, filter.sweeps);
  AddOneOf(sql, "metric.set_name", filter.sets);
  AddOneOf(sql, "metric.metric", filter.metrics);
  AddOneOf(sql, "metric.group_name", filter.groups);
  if (filter.reported_only) sql.Add(kReportedOnly, {});
  for (const auto& [key, value] : filter.coordinates) {
    SRNET_ASSIGN_OR_RETURN(std::string fragment, CoordinateFragment(key, value));
    sql.Add(" AND instr(point.coordinates, ?) > 0", {std::move(fragment)});
  }
  if (filter.condition.kind == ResultCondition::Kind::kComparison || !filter.condition.parts.empty()) {
    sql.text += " AND ";
    SRNET_RETURN_IF_ERROR(AddCondition(sql, filter.condition));
  }
  return Status();
}

// The conditions in front of the whole key let SQLite start at the page instead of walking to it.
void AddCursor(Sql& sql, const Cursor& at, const ResultFilter& filter, ResultOrder order) {
  const std::string after = fmt::format("({}) > (?, ?, ?, ?, ?)", kPointOrder);
  const std::vector<Sql::Value> key = {at.sweep, at.position, at.set, at.metric, at.group};
  if (order == ResultOrder::kPoint) {
    if (filter.sweeps.size() == 1) {
      sql.Add(" AND point.position >= ?", {at.position});
    } else {
      sql.Add(" AND (point.sweep, point.position) >= (?, ?)", {at.sweep, at.position});
    }
    sql.Add(" AND " + after, key);
    return;
  }
  const char* sign = order == ResultOrder::kValueRising ? ">" : "<";
  sql.Add(fmt::format(" AND metric.value {}= ? AND (metric.value {} ? OR ", sign, sign),
          {at.value, at.value});
  sql.Add(after + ")", key);
}

// CROSS JOIN fixes the order of the loops. Points lead when the order is theirs, or when sweeps are named:
// then the cost is that of these sweeps, not of all that the store holds. Otherwise the metrics lead, best
// value first.
std::string_view Tables(const ResultFilter& filter, ResultOrder order) {
  if (order == ResultOrder::kPoint || !filter.sweeps.empty()) {
    return "point CROSS JOIN metric ON metric.stage = point.stage CROSS JOIN stage ON stage.id = point.stage "
           "CROSS JOIN sweep ON sweep.number = point.sweep";
  }
  return "metric CROSS JOIN point ON point.stage = metric.stage CROSS JOIN stage ON stage.id = point.stage "
         "CROSS JOIN sweep ON sweep.number = point.sweep";
}

std::string OrderBy(ResultOrder order) {
  switch (order) {
    case ResultOrder::kPoint:
      return std::string(kPointOrder);
    case ResultOrder::kValueRising:
      return fmt::format("metric.value, {}", kPointOrder);
    case ResultOrder::kValueFalling:
      return fmt::format("metric.value DESC, {}", kPointOrder);
  }
  return std::string(kPointOrder);
}

StatusOr<Sql> Compose(const ResultFilter& filter, ResultOrder order, std::int64_t limit,
                      const std::optional<Cursor>& cursor) {
  Sql sql;
  sql.text = fmt::format(
      "SELECT sweep.id, point.position, point.coordinates, stage.key, metric.set_name, metric.metric, "
      "metric.group_name, metric.value, point.sweep FROM {} WHERE true",
      Tables(filter, order));
  SRNET_RETURN_IF_ERROR(AddFilter(sql, filter));
  if (cursor) AddCursor(sql, *cursor, filter, order);
  sql.Add(fmt::format(" ORDER BY {} LIMIT ?", OrderBy(order)), {limit});
  return sql;
}

StatusOr<ResultRow> ReadRow(const sqlite::Statement& row) {
  ResultRow result;
  result.sweep = SweepId{row.GetText(0)};
  result.point = row.GetInt(1);
  SRNET_ASSIGN_OR_RETURN(result.coordinates, ParseCoordinates(row.GetText(2)));
  result.stage = StageKey{row.GetDigest(3)};
  result.set = row.GetText(4);
  result.metric = row.GetText(5);
  result.group = row.GetText(6);
  result.value = row.GetReal(7);
  return result;
}

}  // namespace

StatusOr<ResultPage> QueryResults(sqlite::Connection& connection, const ResultFilter& filter,
                                  ResultOrder order, std::int64_t limit, const std::string& page) {
  if (limit < 1) return InvalidArgument("a page of {} results: ask for at least 1", limit);
  std::optional<Cursor> cursor;
  if (!page.empty()) {
    SRNET_ASSIGN_OR_RETURN(cursor, Decode(page));
  }
  SRNET_ASSIGN_OR_RETURN(const Sql sql, Compose(filter, order, limit, cursor));
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Prepare(sql.text));
  for (const Sql::Value& value : sql.values) {
    std::visit([&](const auto& typed) { query.Bind(typed); }, value);
  }

  ResultPage result;
  std::int64_t last_sweep = 0;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(result.rows.emplace_back(), ReadRow(row));
    last_sweep = row.GetInt(8);
    return Status();
  }));
  if (static_cast<std::int64_t>(result.rows.size()) == limit) {
    const ResultRow& last = result.rows.back();
    result.next_page = Encode({last.value, last_sweep, last.point, last.set, last.metric, last.group});
  }
  return result;
}

}  // namespace srnet::storage
