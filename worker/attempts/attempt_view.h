// What an attempt has to say for itself. Plain values, any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/trainer_protocol/event.h"
#include "worker/attempts/grant.h"

namespace srnet::attempts {

//   fetching --> ready --> running --> uploading --> succeeded
//                  any of the first four --> failed
//                  succeeded --> uploading   the store asks for a product again
enum class Phase {
  kFetching,   // Its inputs are being brought into the cache.
  kReady,      // It could run now.
  kRunning,    // Its trainer lives.
  kUploading,  // The trainer is done; its products are being verified and uploaded.
  kSucceeded,
  kFailed,
};

constexpr bool IsFinal(Phase phase) { return phase == Phase::kSucceeded || phase == Phase::kFailed; }

struct AttemptView {
  AttemptId id;
  std::string label;
  Phase phase = Phase::kFetching;
  trainer_protocol::Progress progress;
  std::vector<trainer_protocol::CurvePoint> curve;
  std::int64_t checkpoint = 0;  // The step of the newest resume checkpoint; 0: none.
  std::vector<std::string> notices;

  // Complete when succeeded.
  std::vector<trainer_protocol::Metric> metrics;
  std::vector<trainer_protocol::Artifact> artifacts;
  trainer_protocol::Engine engine;
  std::string provenance;  // JSON.

  trainer_protocol::Failed failure;  // When failed.
};

}  // namespace srnet::attempts
