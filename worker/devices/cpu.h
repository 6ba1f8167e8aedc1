// The processor of this machine as the coordinator and the trainer need to know it. Parsing is pure; any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace srnet::devices {

struct Cpu {
  std::string model;              // "AMD EPYC 7B13, AVX2": the name and the widest vector instructions.
  int cores = 1;                  // Hardware threads that this process may use.
  std::int64_t memory_bytes = 0;  // Of the machine, or of the control group when that is less.
};

// Looks at /proc, /sys/fs/cgroup and the affinity of the process. What cannot be read keeps its default.
Cpu DetectCpu();

// From the text of /proc/cpuinfo: "NAME, LEVEL". LEVEL is AMX, AVX-512 (with "bf16" after it where there),
// AVX2, AVX or SSE.
std::string CpuModel(std::string_view cpuinfo);

// From the text of /proc/meminfo, in bytes; 0 when it is not there.
std::int64_t TotalMemory(std::string_view meminfo);

// Hardware threads that a control group's "cpu.max" ("200000 100000" or "max 100000") grants, rounded up;
// `otherwise` when it is unlimited or unreadable.
int CoresOfQuota(std::string_view cpu_max, int otherwise);

// How many threads each of `slots` trainers gets: an equal share, at least 1.
int ThreadsPerSlot(int cores, int slots);

}  // namespace srnet::devices
