#include "model/prune/gradual.h"

#include <algorithm>

namespace srnet::prune {

double GradualSparsity(double initial, double final, double fraction_done) {
  const double left = 1 - std::min(1.0, fraction_done);
  return final + (initial - final) * left * left * left;
}

}  // namespace srnet::prune
