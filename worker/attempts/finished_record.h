// What a trainer had reported when it was done, kept on disk until the coordinator has taken the result.
//
// A worker that dies in between finds it again, and hands the result in instead of training once more. Any
// thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "common/trainer_protocol/event.h"
#include "worker/attempts/provenance.h"

namespace srnet::attempts {

struct FinishedRecord {
  std::string label;
  RunProvenance run;
  std::vector<trainer_protocol::Event> events;  // Metrics, artifacts, curve points, notices and engine.
};

// `folder` is that of the attempt. The file is there whole and durable, or not at all.
Status WriteFinished(const std::filesystem::path& folder, const FinishedRecord& record);

// NOT_FOUND: the attempt had not finished. INVALID_ARGUMENT: the file is none of ours.
StatusOr<FinishedRecord> ReadFinished(const std::filesystem::path& folder);

}  // namespace srnet::attempts
