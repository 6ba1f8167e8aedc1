// Every statistic beside scipy's, or beside a definition that the script of the fixture spells out by brute
// force.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <vector>

#include <nlohmann/json.hpp>

#include "coordinator/statistics/holm.h"
#include "coordinator/statistics/paired.h"

namespace srnet::statistics {
namespace {

using nlohmann::json;

constexpr double kTolerance = 1e-9;

json Fixture() {
  std::ifstream file(SRNET_SOURCE_FOLDER "/tests/coordinator/statistics/reference/statistics_fixture.json");
  return json::parse(file);
}

// Relative where the numbers are small.
void ExpectSame(double ours, const json& theirs, const char* what) {
  const double expected = theirs.get<double>();
  EXPECT_NEAR(ours, expected, kTolerance * std::max(1e-3, std::abs(expected))) << what;
}

TEST(Scipy, AgreesOnMeansDeviationsAndIntervals) {
  const json fixture = Fixture();
  for (const json& sample : fixture["samples"]) {
    SCOPED_TRACE(sample["differences"].dump());
    const SampleSummary ours = Summarise(sample["differences"].get<std::vector<double>>());
    ExpectSame(ours.mean, sample["mean"], "mean");
    ExpectSame(*ours.standard_deviation, sample["standard_deviation"], "standard deviation");
    ExpectSame(ours.confidence->low, sample["low"], "low");
    ExpectSame(ours.confidence->high, sample["high"], "high");
  }
}

TEST(Scipy, AgreesOnPValuesOfPairedDifferences) {
  const json fixture = Fixture();
  for (const json& sample : fixture["samples"]) {
    SCOPED_TRACE(sample["differences"].dump());
    const auto differences = sample["differences"].get<std::vector<double>>();
    const PairedComparison ours = ComparePaired(differences);
    ExpectSame(*ours.student_p, sample["student_p"], "Student's p");
    if (!sample["bootstrap_p"].is_null()) ExpectSame(ours.bootstrap_p, sample["bootstrap_p"], "bootstrap p");
    if (differences.size() <= kExactFlips) {
      ExpectSame(ours.permutation_p, sample["permutation_p"], "permutation p");
    } else {  // Drawn: three standard errors of 100,000 flips.
      EXPECT_NEAR(ours.permutation_p, sample["permutation_p"].get<double>(), 0.006);
    }
  }
}

TEST(ClosedTesting, AgreesWithHolm) {
  const json fixture = Fixture();
  for (const json& family : fixture["families"]) {
    SCOPED_TRACE(family["p"].dump());
    const std::vector<double> ours = AdjustByHolm(family["p"].get<std::vector<double>>());
    for (std::size_t i = 0; i < ours.size(); ++i) ExpectSame(ours[i], family["holm"][i], "adjusted p");
  }
}

}  // namespace
}  // namespace srnet::statistics
