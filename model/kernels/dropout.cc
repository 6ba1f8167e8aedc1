#include "model/kernels/dropout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "model/kernels/dropout_scales.h"

namespace srnet::kernels {
namespace {

FillScales FastestFillScales() {
  const FillScales with_avx2 = FillScalesWithAvx2();
  return with_avx2 != nullptr ? with_avx2 : FillScalesPortably;
}

}  // namespace

DropoutSite::DropoutSite(const Dropout& dropout, std::uint32_t site)
    : stream_{.key = dropout.seed,
              .step_and_site = (dropout.step & 0xFFFFFFFFu) | ((dropout.step >> 32) & 0xFFFFu) << 32 |
                               static_cast<std::uint64_t>(site & 0xFFFFu) << 48,
              .threshold = static_cast<std::uint32_t>(std::lround(std::ldexp(dropout.probability, 32))),
              .kept_scale = static_cast<float>(1.0 / (1.0 - dropout.probability))},
      enabled_(dropout.enabled()) {}

DropoutSite DropoutSite::OfRows(std::vector<std::uint32_t> rows) const {
  DropoutSite site = *this;
  site.rows_ = std::make_shared<const std::vector<std::uint32_t>>(std::move(rows));
  return site;
}

void DropoutSite::FillRow(std::uint32_t row, std::int64_t columns, float* scales) const {
  static const FillScales fill = FastestFillScales();
  if (enabled_) {
    fill(stream_, rows_ ? (*rows_)[row] : row, columns, scales);
  } else {
    std::fill_n(scales, columns, 1.0f);
  }
}

}  // namespace srnet::kernels
