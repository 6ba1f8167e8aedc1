#include "model/training/run_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/digest/sha256.h"
#include "tests/support/status_matchers.h"

namespace srnet::training {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::HasSubstr;

RunState SomeState() {
  return {.step = 1200,
          .precision = "float32",
          .threads = 2,
          .evaluation_pending = true,
          .has_best = true,
          .best_value = 0.1 + 0.2,
          .best_step = 1000,
          .curves = {{"dev", "accuracy", 1000, 1.0 / 3}, {"", "working_sparsity", 1000, 0.5}},
          .products = {{1000, DigestOf("a")}}};
}

TEST(RunState, SurvivesARoundTripBitForBit) {
  const auto parsed = ParseRunState(ToJson(SomeState()));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(*parsed, SomeState());
}

TEST(RunState, TheEmptyStateSurvivesToo) {
  const auto parsed = ParseRunState(ToJson({}));
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(*parsed, RunState{});
}

TEST(RunState, AMissingFieldIsNamed) {
  EXPECT_THAT(ParseRunState(R"({"step":1,"precision":"float32","threads":1})"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("evaluation_pending")));
}

TEST(RunState, AnUnknownFieldInACurveIsRefused) {
  std::string text = ToJson(SomeState());
  text.replace(text.find("\"metric\""), 8, "\"metrik\"");
  EXPECT_THAT(ParseRunState(text), Fails(StatusCode::kInvalidArgument, HasSubstr("curves[0]")));
}

}  // namespace
}  // namespace srnet::training
