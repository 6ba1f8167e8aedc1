// What a session needs of those who do the work: say what is held, start, drop. Lives on the control loop.
#pragma once

#include <cstdint>
#include <vector>

#include "common/digest/digest.h"
#include "worker/attempts/attempt_view.h"
#include "worker/attempts/grant.h"
#include "worker/attempts/log_outbox.h"
#include "worker/supervise/log_tail.h"

namespace srnet::attempts {

using supervise::LogPiece;

class AttemptHolder {
 public:
  virtual ~AttemptHolder() = default;

  // Everything held, in no particular order. An attempt that was dropped and is still ending is not among
  // them.
  virtual std::vector<const AttemptView*> Held() const = 0;

  // True while an attempt that was dropped has a process left; it cannot be started again before.
  virtual bool IsEnding(const AttemptId& id) const = 0;

  // Takes on an attempt that is neither held nor ending.
  virtual void Start(const Grant& grant) = 0;

  // Stops the attempt if it runs, and forgets it; with `stage_done` also the checkpoint of its stage, which
  // has a result. Unknown ones are no matter.
  virtual void Drop(const AttemptId& id, bool stage_done) = 0;

  // The store lacks these products of an attempt that succeeded.
  virtual void UploadAgain(const AttemptId& id, const std::vector<Digest>& missing) = 0;

  // The order in which attempts are to run; others come last.
  virtual void SetOrder(const std::vector<AttemptId>& order) = 0;

  // What the log of a held attempt has behind that position, in whole lines and not more than fits a report.
  // Without text unless its trainer runs.
  virtual LogPiece ReadLog(const AttemptId& id, std::int64_t from) const = 0;

  // Logs of ended attempts that the store has, to be stated until they are settled.
  virtual std::vector<UploadedLog> Logs() const = 0;

  // The coordinator has looked at such a log; with `missing` it has to be uploaded again.
  virtual void SettleLog(const AttemptId& id, bool missing) = 0;
};

}  // namespace srnet::attempts
