#include "cli/commands/lineage_query.h"

#include <charconv>
#include <cstdint>

#include "cli/commands/advice.h"
#include "common/digest/digest.h"

namespace srnet::cli {
namespace {

// Who names a sweep, or a short prefix, may have meant a point.
Status SayWhatAPointIs(const Status& status, const std::string& stage) {
  if (!IsAboutAName(status) || Digest::Parse(stage).ok()) return status;
  return WithAdvice(
      status,
      "; a point of a sweep is SWEEP/NUMBER, for example last/0 (srnet results --groups numbers them)");
}

}  // namespace

StatusOr<std::string> StageKeyOf(const Connection& connection, const std::string& what) {
  const std::size_t slash = what.rfind('/');
  if (slash == std::string::npos) return what;
  std::int64_t index = -1;
  const char* end = what.data() + what.size();
  if (std::from_chars(what.data() + slash + 1, end, index).ptr != end || slash + 1 == what.size())
    return InvalidArgument("{}: behind the slash stands no number of a point", what);
  v1::GetSweepRequest request;
  request.set_sweep_id(what.substr(0, slash));
  request.set_include_points(true);
  v1::GetSweepResponse response;
  SRNET_RETURN_IF_ERROR(Call(*connection.sweeps, &v1::SweepService::Stub::GetSweep, request, &response));
  for (const v1::Point& point : response.points()) {
    if (point.index() == index) return point.stage_key();
  }
  return NotFound("sweep {} has no point {}: it has {}", request.sweep_id(), index, response.points_size());
}

StatusOr<v1::GetLineageResponse> LineageOf(const Connection& connection, const std::string& stage) {
  v1::GetLineageRequest request;
  request.set_stage_key(stage);
  v1::GetLineageResponse response;
  SRNET_RETURN_IF_ERROR(SayWhatAPointIs(
      Call(*connection.results, &v1::ResultService::Stub::GetLineage, request, &response), stage));
  if (response.nodes().empty()) return Internal("the lineage of stage {} lacks the stage", stage);
  return response;
}

}  // namespace srnet::cli
