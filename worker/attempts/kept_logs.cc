#include "worker/attempts/kept_logs.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

#include "common/files/files.h"
#include "common/logging/logger.h"
#include "worker/supervise/log_tail.h"

namespace srnet::attempts {
namespace {

std::optional<KeptLog> ParseLogName(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<AttemptId> id = ParseAttemptId(name.substr(0, dash));
  std::int64_t start = -1;
  const char* end = name.data() + name.size();
  const auto number = std::from_chars(name.data() + dash + 1, end, start);
  if (!id || number.ec != std::errc() || number.ptr != end || start < 0) return std::nullopt;
  return KeptLog{.id = *id, .start = start};
}

}  // namespace

StatusOr<KeptLogs> KeptLogs::Open(const std::filesystem::path& state) {
  KeptLogs logs(state / "logs");
  SRNET_RETURN_IF_ERROR(MakeDirectories(logs.folder_));
  return logs;
}

std::optional<KeptLog> KeptLogs::Keep(const AttemptId& id, const std::filesystem::path& log) const {
  std::error_code error;
  if (!std::filesystem::exists(log, error)) return std::nullopt;
  const supervise::LogPiece piece = supervise::ReadLog(log, 0, kLongestKeptLog);
  const KeptLog kept{.id = id, .start = piece.position};
  const Status written = WriteFileAtomically(PathOf(kept), piece.text);
  std::filesystem::remove(log, error);
  if (written.ok()) return kept;
  logging::LogWarning("a log is not kept", {{"attempt", ToString(id)}, {"error", written}});
  return std::nullopt;
}

std::vector<KeptLog> KeptLogs::List() const {
  std::vector<std::pair<std::filesystem::file_time_type, KeptLog>> found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder_, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::optional<KeptLog> log = ParseLogName(entry->path().filename().native());
    std::error_code gone;
    if (log) found.emplace_back(entry->last_write_time(gone), *log);
  }
  std::ranges::sort(found);
  std::vector<KeptLog> logs;
  for (const auto& [time, log] : found) logs.push_back(log);
  return logs;
}

std::filesystem::path KeptLogs::PathOf(const KeptLog& log) const {
  return folder_ / fmt::format("{}-{}", ToString(log.id), log.start);
}

void KeptLogs::Remove(const KeptLog& log) const {
  std::error_code error;
  std::filesystem::remove(PathOf(log), error);
}

}  // namespace srnet::attempts
