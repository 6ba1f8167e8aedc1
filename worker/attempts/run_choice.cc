#include "worker/attempts/run_choice.h"

#include <set>

namespace srnet::attempts {

std::vector<AttemptId> ChooseRuns(std::span<const RunCandidate> candidates, int slots) {
  std::set<Digest> running;
  for (const RunCandidate& candidate : candidates) {
    if (!candidate.has_process) continue;
    if (candidate.alone) return {};
    running.insert(candidate.id.stage_key);
    --slots;
  }
  std::vector<AttemptId> chosen;
  for (const RunCandidate& candidate : candidates) {
    if (slots <= 0) break;
    if (!candidate.ready || running.contains(candidate.id.stage_key)) continue;
    if (candidate.alone && !running.empty()) break;
    running.insert(candidate.id.stage_key);
    chosen.push_back(candidate.id);
    if (candidate.alone) break;
    --slots;
  }
  return chosen;
}

}  // namespace srnet::attempts
