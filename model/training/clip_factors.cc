#include "model/training/clip_factors.h"

#include <cmath>
#include <numeric>

#include "model/optim/clipping.h"

namespace srnet::training {

StatusOr<std::vector<double>> ClipFactors(const ClippingRule& rule,
                                          const std::vector<double>& squared_norms) {
  const double total = std::accumulate(squared_norms.begin(), squared_norms.end(), 0.0);
  if (!std::isfinite(total)) return Aborted("the norm of the gradient is not finite");
  if (rule.clip == stage::Clip::kGlobal) {
    return std::vector<double>(squared_norms.size(), optim::ClipFactor(total, rule.max_norm));
  }
  std::vector<double> factors;
  for (const double squared_norm : squared_norms) {
    factors.push_back(optim::ClipFactor(squared_norm, rule.max_norm));
  }
  return factors;
}

}  // namespace srnet::training
