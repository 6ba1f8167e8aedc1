// The learning rate of every update: linear warm-up from 0, then linear decay to 0.
//
//   lr(t) = base * t / warmup                          for t < warmup
//   lr(t) = base * (total - t) / (total - warmup)      after that, never below 0
//
// t counts updates from 0, so with a warm-up the very first update has rate 0. "A Win-win Deal" (NeurIPS
// 2022), appendix A. Plain value, any thread.
#pragma once

#include <cstdint>

namespace srnet::optim {

struct Schedule {
  double base = 0;
  std::int64_t warmup_steps = 0;
  std::int64_t total_steps = 1;

  double RateAt(std::int64_t update) const;
};

}  // namespace srnet::optim
