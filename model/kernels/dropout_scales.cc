#include "model/kernels/dropout_scales.h"

#include <algorithm>

#include "model/kernels/philox.h"
#include "model/kernels/target.h"

namespace srnet::kernels {
namespace {

constexpr int kGroup = 4 * kPhiloxLanes;  // scales that one evaluation of Philox yields

SRNET_INLINE void FillGroup(const DropoutStream& stream, std::uint32_t row, std::int64_t group,
                            float* scales) {
  const PhiloxLanes x = Philox(static_cast<std::uint32_t>(group * kPhiloxLanes), row,
                               static_cast<std::uint32_t>(stream.step_and_site >> 32),
                               static_cast<std::uint32_t>(stream.step_and_site), stream.key);
  for (int word = 0; word < 4; ++word) {
    for (int lane = 0; lane < kPhiloxLanes; ++lane) {
      scales[word * kPhiloxLanes + lane] = x.word[word][lane] < stream.threshold ? 0.0f : stream.kept_scale;
    }
  }
}

SRNET_KERNEL void Fill(const DropoutStream& stream, std::uint32_t row, std::int64_t columns, float* scales) {
  const std::int64_t whole = columns / kGroup;
  for (std::int64_t group = 0; group < whole; ++group) FillGroup(stream, row, group, scales + group * kGroup);
  if (whole * kGroup == columns) return;
  float last[kGroup];
  FillGroup(stream, row, whole, last);
  std::copy_n(last, columns - whole * kGroup, scales + whole * kGroup);
}

}  // namespace

void FillScalesPortably(const DropoutStream& stream, std::uint32_t row, std::int64_t columns, float* scales) {
  Fill(stream, row, columns, scales);
}

}  // namespace srnet::kernels
