#include "coordinator/results/filter_text.h"

#include <gmock/gmock.h>

#include <array>
#include <string>

#include "tests/support/status_matchers.h"

namespace srnet::results {
namespace {

using ::srnet::testing::IsOk;
using ::testing::HasSubstr;

constexpr std::array<std::string_view, 4> kAxes = {"loss", "method", "sparsity", "seed"};

// Whether the filter holds at the coordinates {loss poe, sparsity 0.7, seed 10}.
std::string At(std::string_view filter) {
  const auto condition = ParseFilter(filter, kAxes);
  EXPECT_THAT(condition, IsOk()) << filter;
  if (!condition.ok()) return "wrong";
  const auto holds = storage::HoldsAt(*condition, {{"loss", "poe"}, {"sparsity", "0.7"}, {"seed", "10"}});
  if (!holds) return "depends";
  return *holds ? "yes" : "no";
}

std::string Error(std::string_view filter) {
  const auto condition = ParseFilter(filter, kAxes);
  EXPECT_EQ(condition.status().code(), StatusCode::kInvalidArgument) << filter;
  return condition.ok() ? "" : std::string(Message(condition.status()));
}

TEST(FilterText, AnEmptyOneHoldsAlways) { EXPECT_EQ(At("  "), "yes"); }

TEST(FilterText, AxesAreComparedAsTextOrByOrder) {
  EXPECT_EQ(At("loss = poe"), "yes");
  EXPECT_EQ(At("loss = \"poe\""), "yes");
  EXPECT_EQ(At("loss != poe"), "no");
  EXPECT_EQ(At("sparsity = 0.70"), "yes");
  EXPECT_EQ(At("sparsity>=0.7"), "yes");
  EXPECT_EQ(At("sparsity > 0.7"), "no");
  EXPECT_EQ(At("seed > 9"), "yes");  // As a number: as a text it would not.
  EXPECT_EQ(At("loss > 1"), "no");
}

TEST(FilterText, APointWithoutTheAxisIsOnlyUnequal) {
  EXPECT_EQ(At("method = mask"), "no");
  EXPECT_EQ(At("method != mask"), "yes");
  EXPECT_EQ(At("method:*"), "no");
  EXPECT_EQ(At("NOT method:*"), "yes");
  EXPECT_EQ(At("loss:*"), "yes");
}

TEST(FilterText, OrBindsTighterThanAnd) {
  // Read as in other languages, the first would hold.
  EXPECT_EQ(At("loss = poe OR loss = std AND seed = 1"), "no");
  EXPECT_EQ(At("loss = poe OR (loss = std AND seed = 1)"), "yes");
}

TEST(FilterText, WhatStandsInARowMustAllHold) {
  EXPECT_EQ(At("loss = poe seed = 10"), "yes");
  EXPECT_EQ(At("loss = poe seed = 1"), "no");
}

TEST(FilterText, NotAndMinusNegate) {
  EXPECT_EQ(At("NOT loss = poe"), "no");
  EXPECT_EQ(At("-loss = std"), "yes");
  EXPECT_EQ(At("loss = poe -seed = 1"), "yes");
  EXPECT_EQ(At("NOT (loss = std OR seed = 1)"), "yes");
  EXPECT_EQ(At("(loss = poe) -seed = 1"), "yes");
  EXPECT_EQ(At("sparsity > -1"), "yes");
}

TEST(FilterText, WhatIsNoAxisDependsOnTheRow) {
  EXPECT_EQ(At("value > 0.5"), "depends");
  EXPECT_EQ(At("value > 0.5 AND loss = std"), "no");
  EXPECT_EQ(At("set = hans OR loss = poe"), "yes");
}

TEST(FilterText, AnErrorSaysWhereAndWhat) {
  EXPECT_EQ(
      Error("los = poe"),
      "filter, character 1: \"los\" is neither sweep, point, stage, set, metric, group or value nor an axis: "
      "loss, method, sparsity, seed");
  EXPECT_THAT(Error("loss poe"), HasSubstr("character 6: expected one of = != < <= > >= after loss"));
  EXPECT_THAT(Error("loss ="), HasSubstr("character 7: a value is missing"));
  EXPECT_THAT(Error("loss = poe AND"), HasSubstr("character 15: a comparison is missing"));
  EXPECT_THAT(Error("(loss = poe"), HasSubstr("character 1: the parenthesis is not closed"));
  EXPECT_THAT(Error("loss = poe)"), HasSubstr("character 11: \")\" closes nothing"));
  EXPECT_THAT(Error("loss = \"poe"), HasSubstr("character 8: the quotes are not closed"));
  EXPECT_THAT(Error("value > high"), HasSubstr("character 9: \"high\" is no number"));
  EXPECT_THAT(Error("value > nan"), HasSubstr("\"nan\" is no number"));
  EXPECT_THAT(Error("set < 3"), HasSubstr("character 1: set has no order"));
  EXPECT_THAT(Error("set:*"), HasSubstr("every result has a set"));
  EXPECT_THAT(Error("loss:poe"), HasSubstr("write loss:* for points that have a loss"));
}

TEST(FilterText, AFilterThatIsTooLongOrTooDeepIsRefused) {
  EXPECT_THAT(Error(std::string(5000, ' ')), HasSubstr("5000 bytes"));
  EXPECT_THAT(Error(std::string(60, '(') + "loss = poe" + std::string(60, ')')),
              HasSubstr("character 11: more than 10 parentheses"));
  std::string negations;
  for (int i = 0; i < 60; ++i) negations += "NOT ";
  EXPECT_THAT(Error(negations + "loss = poe"), HasSubstr("more than 10 parentheses"));
}

}  // namespace
}  // namespace srnet::results
