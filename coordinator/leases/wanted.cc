#include "coordinator/leases/wanted.h"

namespace srnet::leases {

std::vector<WantedAttempt> Wanted(const core::State& state, core::WorkerIndex worker) {
  std::vector<WantedAttempt> wanted;
  for (const core::StageIndex stage : state[worker].held) {
    const core::Lease* lease = core::LiveLease(state, stage);
    if (lease != nullptr) wanted.push_back({.stage = stage, .token = lease->token});
  }
  return wanted;
}

}  // namespace srnet::leases
