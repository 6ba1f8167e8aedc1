#include "coordinator/statistics/paired.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

namespace srnet::statistics {
namespace {

constexpr std::uint64_t kSeed = 20221128;  // Any; fixed, so that the same question has the same answer.

// Counts sums on either side of the observed one. Sums that differ by rounding alone are equal; what rounding
// can do is measured by the size of the summands, because the sum itself may be 0.
class Tails {
 public:
  Tails(double observed, std::span<const double> summands) {
    double size = 0;
    for (const double summand : summands) size += std::abs(summand);
    const double slack = 100 * std::numeric_limits<double>::epsilon() * size;
    low_ = observed - slack;
    high_ = observed + slack;
  }

  void Count(double sum) {
    ++all_;
    if (sum <= high_) ++below_;
    if (sum >= low_) ++above_;
  }

  double TwoSided() const {
    const std::int64_t fewer = std::min(below_, above_);
    return std::min(1.0, 2 * static_cast<double>(fewer) / static_cast<double>(all_));
  }

 private:
  double low_ = 0;
  double high_ = 0;
  std::int64_t all_ = 0;
  std::int64_t below_ = 0;
  std::int64_t above_ = 0;
};

double Sum(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

double FlippedSum(std::span<const double> values, std::uint64_t flips) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += (flips >> i & 1) == 0 ? values[i] : -values[i];
  return sum;
}

double PermutationP(std::span<const double> differences) {
  const std::size_t n = differences.size();
  Tails tails(Sum(differences), differences);
  if (n <= kExactFlips) {
    for (std::uint64_t flips = 0; flips < std::uint64_t{1} << n; ++flips) {
      tails.Count(FlippedSum(differences, flips));
    }
    return tails.TwoSided();
  }
  tails.Count(Sum(differences));
  std::mt19937_64 random(kSeed);
  for (int flip = 0; flip < kRandomFlips; ++flip) {
    double sum = 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (i % 64 == 0) bits = random();
      sum += (bits >> i % 64 & 1) == 0 ? differences[i] : -differences[i];
    }
    tails.Count(sum);
  }
  return tails.TwoSided();
}

double BootstrapP(std::span<const double> differences) {
  const std::size_t n = differences.size();
  Tails tails(0, differences);
  if (n <= kExactResamples) {
    // Every way to draw n of n, as the digits of a number in base n.
    std::vector<std::size_t> drawn(n, 0);
    for (std::size_t carry = 0; carry < n;) {
      double sum = 0;
      for (const std::size_t index : drawn) sum += differences[index];
      tails.Count(sum);
      for (carry = 0; carry < n && ++drawn[carry] == n; ++carry) drawn[carry] = 0;
    }
    return tails.TwoSided();
  }
  std::mt19937_64 random(kSeed);
  for (int resample = 0; resample < kRandomResamples; ++resample) {
    double sum = 0;
    // The remainder's bias is below n / 2^64; std::uniform_int_distribution is not the same everywhere.
    for (std::size_t i = 0; i < n; ++i) sum += differences[random() % n];
    tails.Count(sum);
  }
  return tails.TwoSided();
}

std::optional<double> StudentP(const SampleSummary& difference) {
  if (!difference.standard_deviation || *difference.standard_deviation == 0) return std::nullopt;
  const auto n = static_cast<double>(difference.count);
  const double t = std::abs(difference.mean) / (*difference.standard_deviation / std::sqrt(n));
  const boost::math::students_t distribution(n - 1);
  return 2 * boost::math::cdf(boost::math::complement(distribution, t));
}

}  // namespace

PairedComparison ComparePaired(std::span<const double> differences) {
  PairedComparison comparison;
  comparison.difference = Summarise(differences);
  comparison.permutation_p = PermutationP(differences);
  comparison.bootstrap_p = BootstrapP(differences);
  comparison.student_p = StudentP(comparison.difference);
  return comparison;
}

double GreaterP(std::span<const double> differences) {
  if (differences.size() < 2) return 1;
  const SampleSummary difference = Summarise(differences);
  const std::optional<double> two_sided = StudentP(difference);
  if (!two_sided) return 1;
  return difference.mean > 0 ? *two_sided / 2 : 1 - *two_sided / 2;
}

}  // namespace srnet::statistics
