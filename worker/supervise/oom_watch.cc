#include "worker/supervise/oom_watch.h"

#include <charconv>
#include <string>

#include "common/files/files.h"

namespace srnet::supervise {
namespace {

constexpr std::uint64_t kMaxBytes = 1 << 20;

std::string Content(const std::filesystem::path& path) {
  StatusOr<std::string> text = ReadFile(path, kMaxBytes);
  return text.ok() ? *std::move(text) : std::string();
}

// Calls `use` with every line.
template <typename Use>
void EachLine(std::string_view text, Use use) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    use(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace

std::optional<std::int64_t> CounterIn(std::string_view text, std::string_view name) {
  std::optional<std::int64_t> value;
  EachLine(text, [&](std::string_view line) {
    if (line.substr(0, name.size()) != name || line.size() <= name.size() || line[name.size()] != ' ') return;
    std::int64_t number = 0;
    const char* end = line.data() + line.size();
    if (std::from_chars(line.data() + name.size() + 1, end, number).ptr == end) value = number;
  });
  return value;
}

OomWatch::OomWatch(std::vector<std::filesystem::path> counter_files)
    : files_(std::move(counter_files)), start_(Read()) {}

bool OomWatch::KilledSince() const {
  const std::vector<std::int64_t> now = Read();
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i] > start_[i]) return true;
  }
  return false;
}

std::vector<std::filesystem::path> OomWatch::CounterFiles() {
  std::vector<std::filesystem::path> files{"/proc/vmstat"};
  // Lines are "4:memory:/path" (version 1) and "0::/path" (version 2).
  EachLine(Content("/proc/self/cgroup"), [&](std::string_view line) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string_view::npos) return;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string group(line.substr(second + 1));
    if (controllers.empty()) files.push_back("/sys/fs/cgroup" + group + "/memory.events");
    if (controllers == "memory") files.push_back("/sys/fs/cgroup/memory" + group + "/memory.oom_control");
  });
  return files;
}

std::vector<std::int64_t> OomWatch::Read() const {
  std::vector<std::int64_t> counters;
  for (const auto& file : files_) counters.push_back(CounterIn(Content(file), "oom_kill").value_or(0));
  return counters;
}

}  // namespace srnet::supervise
