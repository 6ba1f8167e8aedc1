// The session's messages, to and from plain values. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "worker/attempts/attempt_view.h"
#include "worker/attempts/grant.h"

#include "srnet/v1/worker_service.pb.h"

namespace srnet::session {

// `curves_received`: how many points of the curve the coordinator has.
v1::AttemptReport ToReport(const attempts::AttemptView& attempt, std::int64_t curves_received);

struct ParsedGrant {
  attempts::Grant grant;
  std::int64_t curves_received = 0;
  std::vector<Digest> missing;
};

// INVALID_ARGUMENT names a field that is no SHA-256 or a negative size.
StatusOr<ParsedGrant> ParseGrant(const v1::AttemptGrant& message);

}  // namespace srnet::session
