// Which models another one dominates with confidence: as sparse or sparser, and better in distribution and
// out of it.
//
// Two models are compared seed by seed, each objective by Student's paired test, one-sided
// (statistics::GreaterP). "Better in all" needs every one of these tests, so its p value is the largest of
// theirs and needs no correction (the intersection-union test: Berger, "Multiparameter Hypothesis Testing and
// Acceptance Sampling", Technometrics 1982). "Dominated by any of n rivals" needs one of n, so the smallest p
// value is multiplied by n (Bonferroni). The permutation test, which `compare` reports, cannot give less than
// 1/2^n for n seeds, and so never 5 % with four; Student's can, if the differences are near normal. What two
// seeds say of a spread is next to nothing: models that have fewer than kLeastSeeds in common are not
// compared. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace srnet::stopping {

inline constexpr std::size_t kLeastSeeds = 3;

// What is known of a model at one moment.
struct Standing {
  double sparsity = 0;
  // By seed, a number for each objective, larger is better. All models have the same objectives.
  std::map<std::int64_t, std::vector<double>> seeds;
};

struct Domination {
  std::size_t dominated = 0;  // Positions among the standings.
  std::size_t by = 0;
  double p = 1;
};

// At most one entry for each model, in their order; `error` is how often a model may be called dominated that
// is not.
std::vector<Domination> FindDominated(std::span<const Standing> standings, double error);

}  // namespace srnet::stopping
