#include "coordinator/app/result_filter.h"

#include <string>
#include <utility>
#include <vector>

#include "coordinator/planning/plan.h"
#include "coordinator/results/filter_text.h"
#include "storage/stores/sweep_lookup.h"

namespace srnet::app {
namespace {

std::vector<std::string> ToVector(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

StatusOr<storage::ResultFilter> ReadFilter(sqlite::Connection& connection, const v1::ResultFilter& filter) {
  storage::ResultFilter stored;
  for (const std::string& text : filter.sweep_ids()) {
    SRNET_ASSIGN_OR_RETURN(storage::SweepId id, storage::ResolveSweep(connection, text));
    stored.sweeps.push_back(std::move(id));
  }
  stored.sets = ToVector(filter.sets());
  stored.metrics = ToVector(filter.metrics());
  stored.groups = ToVector(filter.groups());
  if (stored.groups.empty() && !filter.all_groups()) stored.groups = {""};
  stored.reported_only = filter.reported_only();
  SRNET_ASSIGN_OR_RETURN(stored.condition, results::ParseFilter(filter.filter(), planning::kAxisNames));
  for (const v1::Coordinate& coordinate : filter.coordinates()) {
    stored.coordinates.emplace_back(coordinate.axis(), coordinate.value());
  }
  return stored;
}

}  // namespace srnet::app
