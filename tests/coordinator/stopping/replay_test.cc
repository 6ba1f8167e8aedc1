#include "coordinator/stopping/replay.h"

#include <gmock/gmock.h>

#include <vector>

namespace srnet::stopping {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kSteps = 100;

// Four seeds that are `start` until `turn` and `end` from then on, in both objectives, but for what the seed
// does.
Model Trained(double sparsity, double start, double end, std::int64_t turn = 1000) {
  Model model{.sparsity = sparsity, .is_shared = false, .runs = {}};
  const double of_seed[] = {0.00, 0.01, 0.02, 0.035};
  for (std::int64_t seed = 0; seed < 4; ++seed) {
    // Differences need a spread of their own, or Student's test has none to go by.
    const double shift = of_seed[seed] * (1 + sparsity + start);
    Curve curve;
    for (std::int64_t step = 5; step <= kSteps; step += 5)
      curve.emplace_back(step, (step < turn ? start : end) + shift);
    model.runs.push_back({.seed = seed,
                          .steps = kSteps,
                          .curves = {curve, curve},
                          .results = {curve.back().second, curve.back().second}});
  }
  return model;
}

TEST(ReplayStopping, AModelThatIsWorseFromTheStartIsStoppedAtTheFirstLook) {
  const Replay replay = ReplayStopping({Trained(0.5, 0.8, 0.8), Trained(0.5, 0.4, 0.4)}, 0.95);
  ASSERT_THAT(replay.stops, SizeIs(1));
  EXPECT_EQ(replay.stops[0].model, 1u);
  EXPECT_EQ(replay.stops[0].by, 0u);
  EXPECT_DOUBLE_EQ(replay.stops[0].share, 0.1);
  EXPECT_EQ(replay.stops[0].saved_steps, 4 * 90);
  EXPECT_EQ(replay.saved_steps, 4 * 90);
  EXPECT_EQ(replay.steps, 2 * 4 * 100);
  EXPECT_THAT(replay.front, ElementsAre(0));
}

TEST(ReplayStopping, ATrainingThatOthersReadStopsOthersAndIsNotStopped) {
  std::vector<Model> models = {Trained(0.5, 0.8, 0.8), Trained(0.5, 0.4, 0.4)};
  models[1].is_shared = true;
  const Replay replay = ReplayStopping(models, 0.95);
  EXPECT_THAT(replay.stops, IsEmpty());
  EXPECT_EQ(replay.steps, 4 * 100);  // That of the other one.
  models[0].is_shared = true;
  models[1].is_shared = false;
  EXPECT_THAT(ReplayStopping(models, 0.95).stops, SizeIs(1));
}

TEST(ReplayStopping, OneThatWouldHaveWonLateIsLostAndStillOnTheFront) {
  const Replay replay = ReplayStopping({Trained(0.5, 0.2, 0.9, 60), Trained(0.5, 0.4, 0.4)}, 0.95);
  ASSERT_FALSE(replay.stops.empty());
  EXPECT_EQ(replay.stops[0].model, 0u);
  EXPECT_DOUBLE_EQ(replay.stops[0].share, 0.1);
  EXPECT_THAT(replay.front, ElementsAre(0));
}

TEST(ReplayStopping, OneThatWasStoppedStopsNoOther) {
  // The second is better than the third from step 50 on, but stopped by the first before that.
  const Replay replay = ReplayStopping(
      {Trained(0.9, 0.8, 0.1, 40), Trained(0.5, 0.2, 0.9, 50), Trained(0.3, 0.9, 0.5, 50)}, 0.95);
  ASSERT_THAT(replay.stops, SizeIs(1));
  EXPECT_EQ(replay.stops[0].model, 1u);
}

TEST(ReplayStopping, AModelWithoutAnObjectiveOnItsCurveIsLeftAlone) {
  std::vector<Model> models = {Trained(0.5, 0.8, 0.8), Trained(0.5, 0.4, 0.4)};
  for (stopping::Run& run : models[1].runs) run.curves[1].clear();
  EXPECT_THAT(ReplayStopping(models, 0.95).stops, IsEmpty());
}

TEST(ReplayStopping, MoreConfidenceStopsNoMore) {
  const std::vector<Model> models = {Trained(0.5, 0.52, 0.52), Trained(0.5, 0.5, 0.5),
                                     Trained(0.5, 0.4, 0.4)};
  EXPECT_GE(ReplayStopping(models, 0.9).stops.size(), 1u);
  EXPECT_GE(ReplayStopping(models, 0.9).stops.size(), ReplayStopping(models, 0.9999).stops.size());
  EXPECT_THAT(ReplayStopping(models, 1).stops, IsEmpty());
}

TEST(ReplayStopping, TheFrontHasWhatNoOtherIsAsSparseAndAsGoodAs) {
  const Replay replay =
      ReplayStopping({Trained(0.5, 0.8, 0.8), Trained(0.7, 0.7, 0.7), Trained(0.6, 0.6, 0.6)}, 0.95);
  EXPECT_THAT(replay.front, ElementsAre(0, 1));
}

}  // namespace
}  // namespace srnet::stopping
