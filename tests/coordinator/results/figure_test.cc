#include "coordinator/results/figure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/coordinator/results/result_rows.h"
#include "tests/support/status_matchers.h"

namespace srnet::results {
namespace {

using testing::Accuracy;
using testing::At;
using testing::Fails;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::ModelsOf;

const std::string kFull = "pipeline=finetune finetune_loss=std method=none sparsity=0";
const std::string kMask = "pipeline=finetune_prune finetune_loss=std method=mask loss=poe";

// Fails the test if there is no such figure.
std::vector<FigureSeries> Make(const std::string& name, const std::vector<Accuracy>& numbers) {
  const auto series = MakeFigure(*FindFigure(name), ModelsOf(numbers));
  EXPECT_THAT(series, IsOk());
  return series.ok() ? *series : std::vector<FigureSeries>();
}

TEST(Figure, HasALineForEachKindOfModelAndOneForTheFullModel) {
  const auto series = Make("fig2", {{kMask + " sparsity=0.7", 1, 0.8},
                                    {kFull, 1, 0.9},
                                    {kMask + " sparsity=0.5", 1, 0.85},
                                    {kMask + " sparsity=0.5", 2, 0.87}});
  ASSERT_EQ(series.size(), 2u);
  EXPECT_EQ(series[0].coordinates, At(kMask));
  ASSERT_EQ(series[0].points.size(), 2u);
  EXPECT_EQ(series[0].points[0].x, 0.5);
  EXPECT_DOUBLE_EQ(series[0].points[0].value.mean, 0.86);
  EXPECT_EQ(series[0].points[1].x, 0.7);
  EXPECT_TRUE(series[1].holds_for_all_x);
  EXPECT_EQ(series[1].points[0].value.mean, 0.9);
}

TEST(Figure, LeavesOutWhatItDoesNotVary) {
  const auto series = Make("fig2", {{kMask + " sparsity=0.7", 1, 0.8},
                                    {kMask + " sparsity=0.9 initial_sparsity=0.7", 1, 0.8},
                                    {kMask + " sparsity=0.7 structure=heads_and_units", 1, 0.8},
                                    {kMask + " sparsity=0.7 start_step=5000", 1, 0.8}});
  ASSERT_EQ(series.size(), 1u);
  EXPECT_EQ(series[0].points.size(), 1u);
}

TEST(Figure, EveryNumberOfTheModelsHasAPanel) {
  const auto series =
      Make("fig2", {{kMask + " sparsity=0.7", 1, 0.8}, {kMask + " sparsity=0.7", 1, 0.4, "sweep", "paws"}});
  ASSERT_EQ(series.size(), 2u);
  EXPECT_EQ(series[0].of, (MetricName{"dev", "accuracy", ""}));
  EXPECT_EQ(series[1].of, (MetricName{"paws", "accuracy", ""}));
}

TEST(Figure, TasksHavePanelsOfTheirOwn) {
  const auto series = Make("fig2", {{"task=mnli " + kMask + " sparsity=0.7", 1, 0.8},
                                    {"task=qqp " + kMask + " sparsity=0.7", 1, 0.7}});
  ASSERT_EQ(series.size(), 2u);
  EXPECT_EQ(series[0].task, "mnli");
  EXPECT_EQ(series[1].task, "qqp");
}

TEST(Figure, StartsAreBetweenThePretrainedAndTheFineTunedModelOfTheSameSparsity) {
  const std::string pretrained = "pipeline=prune_only method=mask loss=poe";
  const auto series = Make("fig7", {{pretrained + " sparsity=0.7", 1, 0.5},
                                    {pretrained + " sparsity=0.9", 1, 0.5},
                                    {kMask + " sparsity=0.7 start_step=5000", 1, 0.6},
                                    {kMask + " sparsity=0.7 start_step=10000", 1, 0.7},
                                    {kMask + " sparsity=0.7", 1, 0.8}});
  ASSERT_EQ(series.size(), 3u);
  ASSERT_EQ(series[0].points.size(), 2u);
  EXPECT_EQ(series[0].points[1].x, 10000);
  EXPECT_EQ(series[1].coordinates, At(pretrained + " sparsity=0.7"));
  EXPECT_EQ(series[2].coordinates, At(kMask + " sparsity=0.7"));
}

TEST(Figure, ATableHasNoX) {
  const auto series = Make("table5", {{kMask + " sparsity=0.9", 1, 0.7},
                                      {kMask + " sparsity=0.9 initial_sparsity=0.7 epochs=3", 1, 0.8}});
  ASSERT_EQ(series.size(), 2u);
  EXPECT_TRUE(series[0].holds_for_all_x);
}

TEST(Figure, EveryPresetOfThePaperHasOne) {
  for (const char* name : {"fig2", "fig3", "fig4", "fig5", "fig6", "fig7", "fig8", "table5", "table6"}) {
    EXPECT_NE(FindFigure(name), nullptr) << name;
  }
  EXPECT_EQ(FindFigure("fig9"), nullptr);
}

TEST(Figure, ModelsOfOtherRecipesAreNotOnePoint) {
  Accuracy other{kMask + " sparsity=0.7", 1, 0.9, "t"};
  other.recipe = "a higher learning rate";
  EXPECT_THAT(MakeFigure(*FindFigure("fig2"), ModelsOf({{kMask + " sparsity=0.7", 1, 0.5, "s"}, other})),
              Fails(StatusCode::kInvalidArgument, HasSubstr("name one sweep")));
}

TEST(Figure, ResultsThatDoNotBelongToItAreNoFigure) {
  EXPECT_THAT(MakeFigure(*FindFigure("fig6"), ModelsOf({{kMask + " sparsity=0.7", 1, 0.5}, {kFull, 1, 0.9}})),
              Fails(StatusCode::kNotFound, HasSubstr("belongs to fig6 (Oracle masks)")));
}

}  // namespace
}  // namespace srnet::results
