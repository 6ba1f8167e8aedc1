// Why stages do not run, in the words of the coordinator.
#pragma once

#include <string>
#include <vector>

#include "cli/client/connection.h"
#include "common/status/status.h"

#include "srnet/v1/sweep.pb.h"

namespace srnet::cli {

// Stages of one state with the same reasons.
struct Explanation {
  std::vector<v1::Stage> stages;  // At least one.
  std::vector<std::string> reasons;
};

// NOT_FOUND: no such stage.
StatusOr<std::vector<std::string>> ExplainStage(const Connection& connection, const std::string& stage_key);

// What a sweep is at: its running, ready and failed stages, in this order. Of each state so many are asked
// for at most; the others have the same reasons more often than not.
StatusOr<std::vector<Explanation>> ExplainStages(const Connection& connection,
                                                 const std::vector<v1::Stage>& stages, std::size_t at_most);

}  // namespace srnet::cli
