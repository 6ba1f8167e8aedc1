#include "model/kernels/parallel.h"

#include <algorithm>

namespace srnet::kernels {

void ParallelFor(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t begin, std::int64_t end)>& body) {
  const std::int64_t blocks = BlockCount(count, grain);
  if (blocks <= 1) {
    if (count > 0) body(0, count);
    return;
  }
#pragma omp parallel for schedule(dynamic)
  for (std::int64_t block = 0; block < blocks; ++block) {
    body(block * grain, std::min(count, (block + 1) * grain));
  }
}

}  // namespace srnet::kernels
