#include "model/prune/ladder.h"

#include "common/status/status.h"

namespace srnet::prune {

std::int64_t LadderPruneCount(std::int64_t remaining, std::int64_t segments, std::int64_t prunings_done) {
  SRNET_CHECK(prunings_done >= 0 && prunings_done < segments);
  const std::int64_t parts = segments - prunings_done;
  const std::int64_t down = remaining / parts;
  const std::int64_t twice_rest = 2 * (remaining % parts);
  if (twice_rest == parts) return down + down % 2;
  return twice_rest > parts ? down + 1 : down;
}

}  // namespace srnet::prune
