#include "worker/devices/cpu.h"

#include <gtest/gtest.h>

namespace srnet::devices {
namespace {

std::string CpuInfo(const std::string& flags) {
  return "processor\t: 0\nmodel\t\t: 49\nmodel name\t: Fast Processor 9\nflags\t\t: " + flags +
         "\n\nprocessor\t: 1\nmodel name\t: Fast Processor 9\n";
}

TEST(CpuModel, NamesTheWidestVectorInstructions) {
  EXPECT_EQ(CpuModel(CpuInfo("fpu sse2")), "Fast Processor 9, SSE");
  EXPECT_EQ(CpuModel(CpuInfo("fpu avx sse2")), "Fast Processor 9, AVX");
  EXPECT_EQ(CpuModel(CpuInfo("fpu avx avx2 fma")), "Fast Processor 9, AVX2");
  EXPECT_EQ(CpuModel(CpuInfo("avx2 avx512f avx512vl")), "Fast Processor 9, AVX-512");
  EXPECT_EQ(CpuModel(CpuInfo("avx512f avx512_bf16")), "Fast Processor 9, AVX-512 bf16");
  EXPECT_EQ(CpuModel(CpuInfo("avx512f avx512_bf16 amx_bf16")), "Fast Processor 9, AMX");
}

TEST(CpuModel, AnUnknownFormatIsAnUnknownProcessor) { EXPECT_EQ(CpuModel(""), "unknown processor, SSE"); }

TEST(TotalMemory, IsReadInKibibytes) {
  EXPECT_EQ(TotalMemory("MemTotal:       1024 kB\nMemFree: 1 kB\n"), 1024 * 1024);
  EXPECT_EQ(TotalMemory(""), 0);
}

TEST(CoresOfQuota, AreRoundedUpAndNeverMoreThanThereAre) {
  EXPECT_EQ(CoresOfQuota("150000 100000\n", 8), 2);
  EXPECT_EQ(CoresOfQuota("1600000 100000", 8), 8);
  EXPECT_EQ(CoresOfQuota("max 100000", 8), 8);
  EXPECT_EQ(CoresOfQuota("", 8), 8);
}

TEST(ThreadsPerSlot, IsAnEqualShareOfAtLeastOne) {
  EXPECT_EQ(ThreadsPerSlot(8, 2), 4);
  EXPECT_EQ(ThreadsPerSlot(8, 3), 2);
  EXPECT_EQ(ThreadsPerSlot(2, 4), 1);
}

TEST(DetectCpu, FindsThisMachine) {
  const Cpu cpu = DetectCpu();

  EXPECT_GE(cpu.cores, 1);
  EXPECT_GT(cpu.memory_bytes, 0);
  EXPECT_FALSE(cpu.model.empty());
}

}  // namespace
}  // namespace srnet::devices
