// Counter-based dropout: which entries fall is computed, never stored.
//
//   y_rc = x_rc s_rc,   s_rc = 0 with probability p, else 1 / (1 - p)
//
// s_rc follows from word (c / 8) mod 4 of Philox4x32-10 (philox.h) under key = seed and counter =
// (8 (c / 32) + c mod 8, r, site, step). It does not depend on the thread count or on the order of
// computation, and backward recomputes what forward drew. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "model/kernels/dropout_scales.h"

namespace srnet::kernels {

struct Dropout {
  double probability = 0.1;  // in [0, 1)
  std::uint64_t seed = 0;
  std::uint64_t step = 0;  // below 2^48
  bool active = false;     // false: evaluation, every entry passes unchanged

  bool enabled() const { return active && probability > 0; }
};

// One dropout site of one step: a random matrix addressed by (row, column).
class DropoutSite {
 public:
  // `site` numbers the places of the network that drop (below 2^16).
  DropoutSite(const Dropout& dropout, std::uint32_t site);

  bool enabled() const { return enabled_; }

  // The same draws for a choice of rows: row i of the result is row rows[i] of this site. Copies share the
  // list.
  DropoutSite OfRows(std::vector<std::uint32_t> rows) const;

  // scales[c] = s_rc for c in 0 .. columns - 1. Without dropout all are 1.
  void FillRow(std::uint32_t row, std::int64_t columns, float* scales) const;

 private:
  DropoutStream stream_;
  bool enabled_;
  std::shared_ptr<const std::vector<std::uint32_t>> rows_;  // null: all rows in their order
};

}  // namespace srnet::kernels
