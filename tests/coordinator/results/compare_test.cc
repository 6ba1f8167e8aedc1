#include "coordinator/results/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/coordinator/results/result_rows.h"
#include "tests/support/status_matchers.h"

namespace srnet::results {
namespace {

using testing::Accuracy;
using ::testing::AllOf;
using testing::At;
using ::testing::ElementsAre;
using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ModelsOf;

// Masks against ladders, chosen by the method.
StatusOr<std::vector<ComparisonRow>> CompareMethods(const std::vector<Accuracy>& masks,
                                                    const std::vector<Accuracy>& ladders,
                                                    std::vector<std::string> by = {}) {
  return Compare({ModelsOf(masks), ModelsOf(ladders), std::move(by), {"method"}});
}

TEST(Compare, PairsModelsThatAgreeOnAllButWhatTheyWereChosenBy) {
  const auto rows =
      CompareMethods({{"method=mask sparsity=0.5", 1, 0.9}, {"method=mask sparsity=0.7", 1, 0.8}},
                     {{"method=imp sparsity=0.5", 1, 0.7}, {"method=imp sparsity=0.7", 1, 0.7}});
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].coordinates, At("sparsity=0.5"));
  EXPECT_DOUBLE_EQ((*rows)[0].comparison.difference.mean, 0.9 - 0.7);
  EXPECT_DOUBLE_EQ((*rows)[1].comparison.difference.mean, 0.8 - 0.7);
}

TEST(Compare, PairsBySeedAndNamesThoseThatOnlyOneHas) {
  const auto rows =
      CompareMethods({{"method=mask", 1, 0.5}, {"method=mask", 2, 0.9}, {"method=mask", 4, 0.4}},
                     {{"method=imp", 2, 0.5}, {"method=imp", 1, 0.3}, {"method=imp", 3, 0.1}});
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT((*rows)[0].seeds, ElementsAre(1, 2));
  EXPECT_THAT((*rows)[0].unpaired_seeds, ElementsAre(3, 4));
  EXPECT_NEAR((*rows)[0].comparison.difference.mean, (0.2 + 0.4) / 2, 1e-15);
}

TEST(Compare, AdjustsForTheNumberOfComparisons) {
  std::vector<Accuracy> masks;
  std::vector<Accuracy> ladders;
  for (int seed = 1; seed <= 4; ++seed) {
    for (const std::string sparsity : {" sparsity=0.5", " sparsity=0.7"}) {
      masks.push_back({"method=mask" + sparsity, seed, 0.8 + 0.01 * seed});
      ladders.push_back({"method=imp" + sparsity, seed, 0.7});
    }
  }
  const auto rows = CompareMethods(masks, ladders);
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ((*rows)[0].comparison.permutation_p, 0.125);
  EXPECT_EQ((*rows)[0].holm_p, 0.25);
}

TEST(Compare, SaysWhichAxisWouldTellModelsApart) {
  EXPECT_THAT(CompareMethods({{"method=mask loss=poe", 1, 0.5}, {"method=mask loss=std", 1, 0.6}},
                             {{"method=imp loss=poe", 1, 0.5}}, {"sparsity"}),
              Fails(StatusCode::kInvalidArgument, AllOf(HasSubstr("first"), HasSubstr("loss (poe, std)"))));
}

TEST(Compare, SaysWhichSweepsHaveModelsOfOtherRecipes) {
  Accuracy other{"method=mask", 1, 0.9, "t"};
  other.recipe = "a higher learning rate";
  EXPECT_THAT(
      CompareMethods({{"method=mask", 1, 0.5, "s"}, other}, {{"method=imp", 1, 0.5}}),
      Fails(StatusCode::kInvalidArgument, AllOf(HasSubstr("sweeps s and t"), HasSubstr("name one sweep"))));
}

TEST(Compare, SaysWhenNothingPairs) {
  EXPECT_THAT(CompareMethods({{"method=mask sparsity=0.5", 1, 0.5}}, {{"method=imp sparsity=0.7", 1, 0.5}}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("has the same sparsity")));
  EXPECT_THAT(CompareMethods({{"method=mask", 1, 0.5}}, {{"method=imp", 2, 0.5}}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("a number with the same seed")));
  EXPECT_THAT(CompareMethods({}, {{"method=imp", 2, 0.5}}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("first: no result matches")));
}

}  // namespace
}  // namespace srnet::results
