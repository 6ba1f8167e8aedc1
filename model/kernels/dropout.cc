#include "model/kernels/dropout.h"

#include <algorithm>
#include <cmath>

#include "model/kernels/philox.h"
#include "model/kernels/target.h"

namespace srnet::kernels {
namespace {

constexpr int kGroup = 4 * kPhiloxLanes;  // scales that one evaluation of Philox yields

struct Stream {
  std::uint64_t key;
  std::uint64_t step_and_site;
  std::uint32_t threshold;
  float kept_scale;
};

SRNET_INLINE void FillGroup(const Stream& stream, std::uint32_t row, std::int64_t group, float* scales) {
  const PhiloxLanes x = Philox(static_cast<std::uint32_t>(group * kPhiloxLanes), row,
                               static_cast<std::uint32_t>(stream.step_and_site >> 32),
                               static_cast<std::uint32_t>(stream.step_and_site), stream.key);
  for (int word = 0; word < 4; ++word) {
    for (int lane = 0; lane < kPhiloxLanes; ++lane) {
      scales[word * kPhiloxLanes + lane] = x.word[word][lane] < stream.threshold ? 0.0f : stream.kept_scale;
    }
  }
}

SRNET_KERNEL void Fill(const Stream& stream, std::uint32_t row, std::int64_t columns, float* scales) {
  const std::int64_t whole = columns / kGroup;
  for (std::int64_t group = 0; group < whole; ++group) FillGroup(stream, row, group, scales + group * kGroup);
  if (whole * kGroup == columns) return;
  float last[kGroup];
  FillGroup(stream, row, whole, last);
  std::copy_n(last, columns - whole * kGroup, scales + whole * kGroup);
}

}  // namespace

DropoutSite::DropoutSite(const Dropout& dropout, std::uint32_t site)
    : key_(dropout.seed),
      step_and_site_((dropout.step & 0xFFFFFFFFu) | ((dropout.step >> 32) & 0xFFFFu) << 32 |
                     static_cast<std::uint64_t>(site & 0xFFFFu) << 48),
      threshold_(static_cast<std::uint32_t>(std::lround(std::ldexp(dropout.probability, 32)))),
      kept_scale_(static_cast<float>(1.0 / (1.0 - dropout.probability))),
      enabled_(dropout.enabled()) {}

void DropoutSite::FillRow(std::uint32_t row, std::int64_t columns, float* scales) const {
  if (enabled_) {
    Fill({key_, step_and_site_, threshold_, kept_scale_}, row, columns, scales);
  } else {
    std::fill_n(scales, columns, 1.0f);
  }
}

}  // namespace srnet::kernels
