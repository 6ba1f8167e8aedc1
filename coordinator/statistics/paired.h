// Whether one model is better than another, from the differences between them seed by seed.
//
// Pairing takes out what a seed does to both, such as the order of the training rows, which for
// out-of-distribution numbers is more than what two models differ by. Pure, any thread; the same differences
// give the same bits.
#pragma once

#include <optional>
#include <span>

#include "coordinator/statistics/sample.h"

namespace srnet::statistics {

struct PairedComparison {
  SampleSummary difference;

  // The share of sign flips of the differences whose mean is at least as far from 0 on the observed side,
  // doubled, at most 1: as scipy.stats.permutation_test of paired samples. All 2^n flips up to kExactFlips
  // differences, else kRandomFlips random ones and the observed one. It assumes nothing about the
  // distribution, but n differences can never give less than 2^(1 - n): 0.125 for four seeds.
  double permutation_p = 1;

  // The share of resamples of the differences whose mean is not on the observed side of 0, doubled, at most
  // 1: 1 minus the level at which the percentile interval (Efron and Tibshirani 1993, chapter 13) touches 0.
  // All n^n resamples up to kExactResamples differences, else kRandomResamples random ones. For a few seeds
  // it is too small.
  double bootstrap_p = 1;

  // Of Student's paired test, two-sided: right if the differences are normal. Nothing for a single
  // difference, or when all are the same.
  std::optional<double> student_p;
};

inline constexpr int kExactFlips = 16;
inline constexpr int kRandomFlips = 99'999;
inline constexpr int kExactResamples = 6;
inline constexpr int kRandomResamples = 99'999;

// `differences` is not empty and finite.
PairedComparison ComparePaired(std::span<const double> differences);

// How likely such differences are if their mean is not above 0: Student's paired test, one-sided. 1 where the
// spread cannot be told: for fewer than two differences, or when all are the same.
double GreaterP(std::span<const double> differences);

}  // namespace srnet::statistics
