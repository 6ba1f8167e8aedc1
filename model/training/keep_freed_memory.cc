#include "model/training/keep_freed_memory.h"

#include <malloc.h>

namespace srnet::training {
namespace {

constexpr int kLargestHeapBlock = 32 << 20;
constexpr int kKeptAtTheTop = 1 << 30;

}  // namespace

bool KeepFreedMemory() {
  return mallopt(M_MMAP_THRESHOLD, kLargestHeapBlock) == 1 && mallopt(M_TRIM_THRESHOLD, kKeptAtTheTop) == 1;
}

}  // namespace srnet::training
