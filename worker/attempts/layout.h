// Where the attempts of a worker keep their files. Any thread.
//
//   STATE/logs/                    logs of attempts that have ended (kept_logs.h)
//   STATE/attempts/<key>-<token>/  request.json, trainer.log, inputs, sources, output; gone with the attempt
//   STATE/resume/<key>/            the resume checkpoint of a stage; shared by its attempts,
//                                  one after the other
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "worker/attempts/grant.h"
#include "worker/attempts/kept_logs.h"

namespace srnet::attempts {

class Layout {
 public:
  // Makes the folders and removes attempts that an earlier process left unfinished, but for their logs: their
  // trainers are dead.
  static StatusOr<Layout> Open(const std::filesystem::path& state);

  std::filesystem::path AttemptFolder(const AttemptId& id) const;
  std::filesystem::path TrainerLog(const AttemptId& id) const;
  std::filesystem::path ResumeFolder(const Digest& stage_key) const;
  const KeptLogs& logs() const { return logs_; }

  // The attempts that were finished when the folder was opened (see finished_record.h).
  const std::vector<AttemptId>& Finished() const { return finished_; }

  // Makes an empty folder for the attempt.
  Status MakeAttemptFolder(const AttemptId& id) const;

  void RemoveAttempt(const AttemptId& id) const;
  void RemoveResume(const Digest& stage_key) const;

  // Removes the resume folders that were written to least recently, so that at most `limit` are left besides
  // those of `held` stages, and empty ones. Stages that were cancelled, or finished elsewhere, leave theirs
  // behind.
  void TrimResume(const std::set<Digest>& held, std::size_t limit) const;

 private:
  Layout(std::filesystem::path state, KeptLogs logs) : state_(std::move(state)), logs_(std::move(logs)) {}

  std::filesystem::path state_;
  KeptLogs logs_;
  std::vector<AttemptId> finished_;
};

}  // namespace srnet::attempts
