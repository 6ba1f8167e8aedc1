#include "worker/devices/cpu.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "common/files/files.h"

namespace srnet::devices {
namespace {

constexpr std::uint64_t kMaxBytes = 4 << 20;

std::string Content(const std::string& path) {
  StatusOr<std::string> text = ReadFile(path, kMaxBytes);
  return text.ok() ? *std::move(text) : std::string();
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\n");
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(" \t\n") - start + 1);
}

// The text after the colon of the first line that starts with `name`.
std::string_view FieldOf(std::string_view text, std::string_view name) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && Trimmed(line.substr(0, colon)) == name)
      return Trimmed(line.substr(colon + 1));
    at = end + 1;
  }
  return {};
}

bool HasWord(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

std::string_view VectorLevel(std::string_view flags) {
  if (HasWord(flags, "amx_bf16")) return "AMX";
  if (HasWord(flags, "avx512_bf16")) return "AVX-512 bf16";
  if (HasWord(flags, "avx512f")) return "AVX-512";
  if (HasWord(flags, "avx2")) return "AVX2";
  if (HasWord(flags, "avx")) return "AVX";
  return "SSE";
}

std::optional<std::int64_t> Number(std::string_view text) {
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

// The path of this process's control group (version 2), or nothing.
std::string ControlGroup() {
  const std::string text = Content("/proc/self/cgroup");
  const std::size_t at = text.rfind("0::");
  if (at == std::string::npos) return "";
  return "/sys/fs/cgroup" + std::string(Trimmed(std::string_view(text).substr(at + 3)));
}

int AffinityCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

}  // namespace

std::string CpuModel(std::string_view cpuinfo) {
  std::string_view name = FieldOf(cpuinfo, "model name");
  if (name.empty()) name = "unknown processor";
  return fmt::format("{}, {}", name, VectorLevel(FieldOf(cpuinfo, "flags")));
}

std::int64_t TotalMemory(std::string_view meminfo) {
  return Number(FieldOf(meminfo, "MemTotal")).value_or(0) * 1024;
}

int CoresOfQuota(std::string_view cpu_max, int otherwise) {
  const std::size_t space = cpu_max.find(' ');
  if (space == std::string_view::npos) return otherwise;
  const std::int64_t quota = Number(cpu_max).value_or(0);
  const std::int64_t period = Number(cpu_max.substr(space + 1)).value_or(0);
  if (quota <= 0 || period <= 0) return otherwise;
  return static_cast<int>(std::min<std::int64_t>(otherwise, (quota + period - 1) / period));
}

int ThreadsPerSlot(int cores, int slots) { return std::max(1, cores / std::max(1, slots)); }

Cpu DetectCpu() {
  const std::string group = ControlGroup();
  Cpu cpu;
  cpu.model = CpuModel(Content("/proc/cpuinfo"));
  cpu.cores = CoresOfQuota(Content(group + "/cpu.max"), AffinityCores());
  cpu.memory_bytes = TotalMemory(Content("/proc/meminfo"));
  const std::int64_t limit = Number(Content(group + "/memory.max")).value_or(0);
  if (limit > 0) cpu.memory_bytes = std::min(cpu.memory_bytes, limit);
  return cpu;
}

}  // namespace srnet::devices
