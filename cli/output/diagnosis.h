// What is well with an installation, what is not, and what to do about it. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/output/table.h"
#include "common/status/status.h"

#include "srnet/v1/worker_admin_service.pb.h"

namespace srnet::cli {

enum class Verdict {
  kOk,
  kWarning,  // Things go on, but perhaps not as wanted.
  kProblem,  // Something will not work.
};

struct Finding {
  std::string check;  // What was looked at.
  Verdict verdict = Verdict::kOk;
  std::string found;
  std::string advice = {};  // Empty when all is well.
};

// A program beside this one by what it says its version is. An error: it is missing, or does not start.
Finding JudgeProgram(const std::string& name, const StatusOr<std::string>& version, const std::string& ours);

// The folder of the embedded service. An error: it cannot be used.
Finding JudgeFolder(const std::string& folder, const StatusOr<std::int64_t>& free_bytes);

Finding JudgeCoordinator(const std::string& address, const std::string& version, const std::string& ours);

// How far the coordinator's clock is ahead of ours; negative: behind.
Finding JudgeClock(std::chrono::milliseconds ahead);

// One finding per connected worker, or one that there is none. `version` is the coordinator's;
// `run_brings_one`: `srnet run` starts a worker of its own here.
std::vector<Finding> JudgeWorkers(const std::vector<v1::Worker>& workers, const std::string& version,
                                  bool run_brings_one);

// How many entries of a kind the catalogue has; `advice` is how to get the first.
Finding JudgeCatalogue(const std::string& kind, int entries, const std::string& advice);

bool HasProblem(const std::vector<Finding>& findings);

// One line per check. For people, the first line of what was found.
Table MakeDiagnosisTable(const std::vector<Finding>& findings, Form form);

// What the table for people leaves out, check by check: the other lines, as of the end of a log. Empty:
// nothing.
std::string DiagnosisDetails(const std::vector<Finding>& findings);

// {"checks":[{"check":...,"verdict":"ok","found":...,"advice":...}]}
std::string DiagnosisJson(const std::vector<Finding>& findings);

}  // namespace srnet::cli
