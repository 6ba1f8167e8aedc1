#include "worker/attempts/run_choice.h"

#include <set>

namespace srnet::attempts {

std::vector<AttemptId> ChooseRuns(std::span<const RunCandidate> candidates, int slots) {
  std::set<Digest> running;
  for (const RunCandidate& candidate : candidates) {
    if (!candidate.has_process) continue;
    running.insert(candidate.id.stage_key);
    --slots;
  }
  std::vector<AttemptId> chosen;
  for (const RunCandidate& candidate : candidates) {
    if (slots <= 0) break;
    if (!candidate.ready || !running.insert(candidate.id.stage_key).second) continue;
    chosen.push_back(candidate.id);
    --slots;
  }
  return chosen;
}

}  // namespace srnet::attempts
