#include "model/optim/schedule.h"

#include <algorithm>

namespace srnet::optim {

double Schedule::RateAt(std::int64_t update) const {
  if (update < warmup_steps) return base * static_cast<double>(update) / static_cast<double>(warmup_steps);
  const auto left = std::max<std::int64_t>(0, total_steps - update);
  const auto span = std::max<std::int64_t>(1, total_steps - warmup_steps);
  return base * static_cast<double>(left) / static_cast<double>(span);
}

}  // namespace srnet::optim
