// Many comparisons at once: one in twenty is "significant" by chance, unless p values are adjusted.
#pragma once

#include <span>
#include <vector>

namespace srnet::statistics {

// The p values as Holm (1979) adjusts them, in the order given: the k-th smallest of n (from 0) becomes the
// largest of (n - j) p_j over all j <= k, at most 1. To call those up to 0.05 different then errs at all in
// one of twenty families, however the comparisons depend on each other. Pure, any thread.
std::vector<double> AdjustByHolm(std::span<const double> p_values);

}  // namespace srnet::statistics
