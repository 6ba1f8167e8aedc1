#include "cli/commands/explanation.h"

#include <algorithm>

namespace srnet::cli {

StatusOr<std::vector<std::string>> ExplainStage(const Connection& connection, const std::string& stage_key) {
  v1::ExplainRequest request;
  request.set_stage_key(stage_key);
  v1::ExplainResponse response;
  SRNET_RETURN_IF_ERROR(Call(*connection.sweeps, &v1::SweepService::Stub::Explain, request, &response));
  return std::vector<std::string>(response.reasons().begin(), response.reasons().end());
}

StatusOr<std::vector<Explanation>> ExplainStages(const Connection& connection,
                                                 const std::vector<v1::Stage>& stages, std::size_t at_most) {
  std::vector<Explanation> explanations;
  for (const auto state : {v1::Stage::STATE_LEASED, v1::Stage::STATE_READY, v1::Stage::STATE_FAILED}) {
    std::size_t asked = 0;
    for (const v1::Stage& stage : stages) {
      if (stage.state() != state || asked++ >= at_most) continue;
      SRNET_ASSIGN_OR_RETURN(auto reasons, ExplainStage(connection, stage.stage_key()));
      const auto same = std::find_if(explanations.begin(), explanations.end(), [&](const Explanation& known) {
        return known.stages[0].state() == state && known.reasons == reasons;
      });
      if (same != explanations.end()) {
        same->stages.push_back(stage);
      } else {
        explanations.push_back({.stages = {stage}, .reasons = std::move(reasons)});
      }
    }
  }
  return explanations;
}

}  // namespace srnet::cli
