// The inner loop of dropout.h: one row of scales from its stream of random words.
//
// Two versions with the same bits. Compilers do not turn Philox's 32 x 32 -> 64 bit products into vector
// instructions by themselves, so the one for AVX2 is written out; it takes a fifth of the time. Any thread.
#pragma once

#include <cstdint>

namespace srnet::kernels {

// Where a site's words come from and what becomes of them: a word below `threshold` falls.
struct DropoutStream {
  std::uint64_t key;
  std::uint64_t step_and_site;
  std::uint32_t threshold;
  float kept_scale;
};

using FillScales = void (*)(const DropoutStream& stream, std::uint32_t row, std::int64_t columns,
                            float* scales);

// The version for any processor.
void FillScalesPortably(const DropoutStream& stream, std::uint32_t row, std::int64_t columns, float* scales);

// The version with AVX2; null where the processor or the compiler has none.
FillScales FillScalesWithAvx2();

}  // namespace srnet::kernels
