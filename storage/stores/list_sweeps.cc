#include <map>

#include "storage/stores/page_token.h"
#include "storage/stores/sweep_rows.h"
#include "storage/stores/sweep_store.h"

namespace srnet::storage {
namespace {

constexpr std::int64_t kBeforeAll = std::numeric_limits<std::int64_t>::max();

struct Listed {
  std::int64_t number = 0;
  SweepSummary summary;
};

StatusOr<std::vector<Listed>> ReadPage(sqlite::Connection& connection, const SweepFilter& filter,
                                       std::int64_t before, std::int64_t limit) {
  static const std::string sql = fmt::format(
      "SELECT {}, points FROM sweep WHERE number < ? AND (? = '' OR owner = ?) "
      "AND (? = '[]' OR state IN (SELECT value FROM json_each(?))) ORDER BY number DESC LIMIT ?",
      kSweepColumnsShort);
  nlohmann::json states = nlohmann::json::array();
  for (const SweepState state : filter.states) states.push_back(std::string(Name(state)));
  const std::string states_text = states.dump();
  SRNET_ASSIGN_OR_RETURN(
      auto query, connection.Query(sql, before, filter.owner, filter.owner, states_text, states_text, limit));
  std::vector<Listed> page;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(NumberedSweep found, ReadSweepRow(row));
    Listed& listed = page.emplace_back();
    listed.number = found.number;
    listed.summary.sweep = std::move(found.sweep);
    listed.summary.points = row.GetInt(kSweepColumnCount);
    return Status();
  }));
  return page;
}

// One statement for the whole page.
Status AddCounts(sqlite::Connection& connection, std::vector<Listed>& page) {
  nlohmann::json numbers = nlohmann::json::array();
  std::map<std::int64_t, SweepSummary*> by_number;
  for (Listed& listed : page) {
    numbers.push_back(listed.number);
    by_number.emplace(listed.number, &listed.summary);
  }
  SRNET_ASSIGN_OR_RETURN(auto query,
                         connection.Query("SELECT sweep, state, sum(count) FROM sweep_progress "
                                          "WHERE sweep IN (SELECT value FROM json_each(?)) AND count > 0 "
                                          "GROUP BY sweep, state ORDER BY sweep, state",
                                          numbers.dump()));
  return query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(const StageState state, ParseStageState(row.GetText(1)));
    by_number.at(row.GetInt(0))->stages.push_back({"", state, row.GetInt(2)});
    return Status();
  });
}

}  // namespace

StatusOr<SweepPage> ListSweeps(sqlite::Connection& connection, const SweepFilter& filter, std::int64_t limit,
                               const std::string& page) {
  if (limit < 1) return InvalidArgument("a page of {} sweeps: ask for at least 1", limit);
  std::int64_t before = kBeforeAll;
  if (!page.empty()) {
    SRNET_ASSIGN_OR_RETURN(const nlohmann::json token, ParsePageToken(page, "i"));
    before = token[0].get<std::int64_t>();
  }
  SRNET_ASSIGN_OR_RETURN(const auto snapshot, sqlite::ReadSnapshot::Begin(connection));
  SRNET_ASSIGN_OR_RETURN(std::vector<Listed> listed, ReadPage(connection, filter, before, limit));
  SRNET_RETURN_IF_ERROR(AddCounts(connection, listed));

  SweepPage result;
  if (static_cast<std::int64_t>(listed.size()) == limit) result.next_page = PageToken({listed.back().number});
  for (Listed& entry : listed) result.sweeps.push_back(std::move(entry.summary));
  return result;
}

}  // namespace srnet::storage
