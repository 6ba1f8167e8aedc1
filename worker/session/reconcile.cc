#include "worker/session/reconcile.h"

#include <set>

namespace srnet::session {

using attempts::AttemptId;

Actions Reconcile(std::span<const HeldAttempt> held, std::span<const WantedAttempt> wanted, bool draining) {
  Actions actions;
  std::set<AttemptId> known;
  for (const HeldAttempt& attempt : held) known.insert(attempt.id);
  std::set<AttemptId> wanted_ids;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const WantedAttempt& attempt = wanted[i];
    wanted_ids.insert(attempt.id);
    if (draining || !attempt.has_stage || attempt.ending) continue;
    if (known.insert(attempt.id).second) actions.start.push_back(i);
  }
  for (const HeldAttempt& attempt : held) {
    if (wanted_ids.contains(attempt.id) || (attempt.final && !attempt.reported)) continue;
    actions.drop.push_back(attempt.id);
  }
  return actions;
}

}  // namespace srnet::session
