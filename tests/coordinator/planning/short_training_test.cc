#include "coordinator/planning/short_training.h"

#include <gmock/gmock.h>

namespace srnet::planning {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Cause = ShortTraining::Cause;

ShortTraining Make(const char* task, const char* kind, const char* loss, std::int64_t steps = 12,
                   Cause cause = Cause::kWarmup) {
  return {.cause = cause, .task = task, .kind = kind, .loss = loss, .steps = steps, .wanted = 3600};
}

TEST(NoticesOf, OneCauseIsOneNotice) {
  EXPECT_THAT(NoticesOf({Make("nli", "finetune", "std"), Make("nli", "mask_train", "std"),
                         Make("fact", "finetune", "std")}),
              ElementsAre(EndsWith(
                  ": nli finetune std (12 steps, not 3600); nli mask_train std (12 steps, not 3600); fact "
                  "finetune std (12 steps, not 3600)")));
}

TEST(NoticesOf, TrainingsThatDifferInTheLossAloneAreNamedTogether) {
  EXPECT_THAT(NoticesOf({Make("nli", "finetune", "std"), Make("nli", "finetune", "poe")}),
              ElementsAre(EndsWith(": nli finetune std, poe (12 steps, not 3600)")));
  EXPECT_THAT(NoticesOf({Make("nli", "finetune", "std", 12), Make("nli", "finetune", "poe", 20)}),
              ElementsAre(EndsWith(
                  ": nli finetune std (12 steps, not 3600); nli finetune poe (20 steps, not 3600)")));
}

TEST(NoticesOf, CausesAreToldApart) {
  const auto notices =
      NoticesOf({Make("nli", "finetune", "std"), Make("nli", "finetune", "std", 12, Cause::kEvaluation)});
  ASSERT_THAT(notices, SizeIs(2));
  EXPECT_THAT(notices[0], HasSubstr("warm-up"));
  EXPECT_THAT(notices[1], HasSubstr("only the last step is evaluated"));
}

TEST(NoticesOf, AMaskThatCannotMoveHasTheSumOfItsRatesAndWhatItHadToBe) {
  ShortTraining training = Make("nli", "oracle mask_train", "std", 12, Cause::kReach);
  training.reach = 0.00231;
  training.half_gap = 0.01;
  EXPECT_THAT(NoticesOf({training}),
              ElementsAre(AllOf(HasSubstr("raise learning_rate or epochs"),
                                EndsWith(": nli oracle mask_train std (0.0023, not 0.01)"))));
}

TEST(SumOfRates, IsThatOfTheScheduleStepByStep) {
  EXPECT_DOUBLE_EQ(SumOfRates({.learning_rate = 2, .warmup_steps = 0}, 10), 2 * 5.5);
  // 0, 1/4, 2/4, 3/4, then 1, 5/6, ..., 1/6.
  EXPECT_DOUBLE_EQ(SumOfRates({.learning_rate = 2, .warmup_steps = 4}, 10), 2 * (1.5 + 3.5));
  EXPECT_DOUBLE_EQ(SumOfRates({.learning_rate = 2, .warmup_steps = 20}, 10), 2 * 45.0 / 20);
  EXPECT_DOUBLE_EQ(SumOfRates({.learning_rate = 2, .warmup_steps = 10}, 10), 2 * 4.5);
}

TEST(NoticesOf, NothingShortIsNoNotice) { EXPECT_THAT(NoticesOf({}), IsEmpty()); }

}  // namespace
}  // namespace srnet::planning
