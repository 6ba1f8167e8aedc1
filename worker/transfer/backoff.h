// How long to wait before trying again. Pure; any thread.
#pragma once

#include <chrono>
#include <optional>

#include "common/status/status.h"

namespace srnet::transfer {

// 0.1 s after the first failure, doubled with each further one up to 5 s, of which `random` in [0, 1) takes
// up to half away, so that many workers do not come back at the same moment. `failures` counts from 1.
std::chrono::milliseconds Backoff(int failures, double random);

// The same, unless it is useless to try again. What the network or a restart of the coordinator can cause is
// tried for ever, damaged bytes and full disks a few times, everything else not at all.
std::optional<std::chrono::milliseconds> RetryAfter(StatusCode code, int failures, double random);

// How the failure of an upload is taken: a store without space is waited for like one that is away, because
// the alternative is to train a stage again.
Status OfUpload(const Status& status);

}  // namespace srnet::transfer
