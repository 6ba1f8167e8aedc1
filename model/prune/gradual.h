// The sparsity of gradual pruning at some moment of a training: a cube law from the initial to the final one.
//
//   s(e) = s_f + (s_i - s_f) (1 - e / E)^3        Zhu and Gupta 2018, "To prune, or not to prune", eq. (1)
//
// e / E is the fraction of the training done, beyond 1 taken as 1. From 0.7 to 0.9: 0.875 at half, 0.8946 at
// 0.7. A constant sparsity is the case s_i = s_f, which returns it exactly. "A Win-win Deal" (NeurIPS 2022),
// section 4.3. Pure, any thread.
#pragma once

namespace srnet::prune {

double GradualSparsity(double initial, double final, double fraction_done);

}  // namespace srnet::prune
