#include "coordinator/planning/short_training.h"

#include <gmock/gmock.h>

namespace srnet::planning {
namespace {

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

TEST(NoticesOf, NothingShortIsNoNotice) { EXPECT_THAT(NoticesOf({}), IsEmpty()); }

}  // namespace
}  // namespace srnet::planning
