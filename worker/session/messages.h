// The session's messages, to and from plain values. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "worker/attempts/attempt_holder.h"
#include "worker/attempts/attempt_view.h"
#include "worker/attempts/grant.h"

#include "srnet/v1/worker_service.pb.h"

namespace srnet::session {

// `curves_received`: how many points of the curve the coordinator has.
v1::AttemptReport ToReport(const attempts::AttemptView& attempt, std::int64_t curves_received);

// Adds what is new of the attempt's log, if anything.
void AddLog(const attempts::LogPiece& piece, v1::AttemptReport& report);

v1::AttemptLog ToMessage(const attempts::UploadedLog& log);

struct ParsedGrant {
  attempts::Grant grant;
  std::int64_t curves_received = 0;
  std::optional<std::int64_t> log_received;  // Set: somebody follows its log.
  std::vector<Digest> missing;
};

// INVALID_ARGUMENT names a field that is no SHA-256 or a negative size.
StatusOr<ParsedGrant> ParseGrant(const v1::AttemptGrant& message);

// INVALID_ARGUMENT: the stage's key is no SHA-256.
StatusOr<attempts::AttemptId> ParseId(const v1::LogReceipt& message);

}  // namespace srnet::session
