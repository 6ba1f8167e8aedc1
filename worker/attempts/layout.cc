#include "worker/attempts/layout.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "common/files/errno_status.h"
#include "common/files/files.h"
#include "common/logging/logger.h"
#include "worker/attempts/finished_record.h"

namespace srnet::attempts {
namespace {

namespace fs = std::filesystem;

// Rubbish that stays costs disk, never a result; so it is logged and no more.
void RemoveAll(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error)
    logging::LogWarning("cannot remove a folder", {{"folder", folder.native()}, {"error", error.message()}});
}

// The last time anything in the folder was written.
fs::file_time_type LastWrite(const fs::path& folder) {
  std::error_code error;
  fs::file_time_type last = fs::last_write_time(folder, error);
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    last = std::max(last, entry->last_write_time(ignored));
  }
  return last;
}

}  // namespace

std::string ToString(const AttemptId& id) { return fmt::format("{}-{}", id.stage_key.ToHex(), id.token); }

std::optional<AttemptId> ParseAttemptId(std::string_view name) {
  const std::size_t dash = name.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const StatusOr<Digest> key = Digest::Parse(name.substr(0, dash));
  AttemptId id;
  const char* end = name.data() + name.size();
  const auto number = std::from_chars(name.data() + dash + 1, end, id.token);
  if (!key.ok() || number.ec != std::errc() || number.ptr != end) return std::nullopt;
  id.stage_key = *key;
  return id;
}

StatusOr<Layout> Layout::Open(const fs::path& state) {
  SRNET_ASSIGN_OR_RETURN(KeptLogs logs, KeptLogs::Open(state));
  Layout layout(state, std::move(logs));
  SRNET_RETURN_IF_ERROR(MakeDirectories(state / "attempts"));
  SRNET_RETURN_IF_ERROR(MakeDirectories(state / "resume"));
  std::error_code error;
  for (fs::directory_iterator entry(state / "attempts", error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::optional<AttemptId> id = ParseAttemptId(entry->path().filename().native());
    if (id.has_value()) layout.logs_.Keep(*id, layout.TrainerLog(*id));
    if (id.has_value() && ReadFinished(entry->path()).ok()) {
      layout.finished_.push_back(*id);
    } else {
      RemoveAll(entry->path());
    }
  }
  if (error) return ErrnoStatus(error.value(), "cannot read {}", (state / "attempts").native());
  return layout;
}

fs::path Layout::AttemptFolder(const AttemptId& id) const { return state_ / "attempts" / ToString(id); }

fs::path Layout::TrainerLog(const AttemptId& id) const { return AttemptFolder(id) / "trainer.log"; }

fs::path Layout::ResumeFolder(const Digest& stage_key) const { return state_ / "resume" / stage_key.ToHex(); }

Status Layout::MakeAttemptFolder(const AttemptId& id) const {
  RemoveAttempt(id);
  return MakeDirectories(AttemptFolder(id));
}

void Layout::RemoveAttempt(const AttemptId& id) const { RemoveAll(AttemptFolder(id)); }

void Layout::RemoveResume(const Digest& stage_key) const { RemoveAll(ResumeFolder(stage_key)); }

void Layout::TrimResume(const std::set<Digest>& held, std::size_t limit) const {
  std::vector<std::pair<fs::file_time_type, fs::path>> idle;
  std::error_code error;
  for (fs::directory_iterator entry(state_ / "resume", error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const StatusOr<Digest> key = Digest::Parse(entry->path().filename().native());
    if (key.ok() && held.contains(*key)) continue;
    std::error_code gone;
    if (fs::is_empty(entry->path(), gone) && !gone) {
      RemoveAll(entry->path());  // Of a stage that wrote no checkpoint, such as an evaluation.
    } else {
      idle.emplace_back(LastWrite(entry->path()), entry->path());
    }
  }
  if (idle.size() <= limit) return;
  std::ranges::sort(idle);
  idle.resize(idle.size() - limit);
  for (const auto& [time, folder] : idle) RemoveAll(folder);
}

}  // namespace srnet::attempts
