#include <gmock/gmock.h>

#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StatisticCommands : public ::testing::Test {
 protected:
  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", service_.address()});
    return RunCommandLine(arguments);
  }

  FakeService service_;
};

TEST_F(StatisticCommands, CompareAsksForTwoKindsOfModelsByWhatSetsAreReportedBy) {
  v1::CompareResponse::Row& row = *service_.script.comparison.add_rows();
  row.set_set("hans");
  row.set_metric("accuracy");
  row.set_difference(0.05);
  const Outcome outcome =
      Run({"compare", "s1", "--first", "method=mask", "loss=poe", "--second", "method=imp"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("hans accuracy %"), HasSubstr("+5.00")));
  const v1::CompareRequest& request = service_.script.compared;
  EXPECT_THAT(request.first().sweep_ids(), ElementsAre("s1"));
  EXPECT_THAT(request.second().sweep_ids(), ElementsAre("s1"));
  EXPECT_TRUE(request.first().reported_only());
  ASSERT_EQ(request.first().coordinates_size(), 2);
  EXPECT_EQ(request.first().coordinates(1).axis(), "loss");
  EXPECT_EQ(request.second().coordinates(0).value(), "imp");
}

TEST_F(StatisticCommands, CompareTakesAMetricSetsAndAxes) {
  Run({"compare", "--first", "loss=poe", "--second", "loss=std", "--by", "sparsity", "method", "--set",
       "hans", "--metric", "f1"});
  const v1::CompareRequest& request = service_.script.compared;
  EXPECT_THAT(request.by(), ElementsAre("sparsity", "method"));
  EXPECT_THAT(request.first().metrics(), ElementsAre("f1"));
  EXPECT_FALSE(request.first().reported_only());
  EXPECT_THAT(request.second().sets(), ElementsAre("hans"));
}

TEST_F(StatisticCommands, AConditionThatIsNoneIsReported) {
  const Outcome outcome = Run({"compare", "--first", "mask", "--second", "method=imp"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--first mask: write AXIS=VALUE, for example method=mask"));
}

TEST_F(StatisticCommands, FigurePrintsItsTitleAndLines) {
  service_.script.figure.set_title("Oracle masks");
  v1::FigureResponse::Series& series = *service_.script.figure.add_series();
  series.set_set("dev");
  series.set_metric("accuracy");
  series.add_points()->set_mean(0.5);
  const Outcome outcome = Run({"figure", "fig6", "s1", "s2"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Oracle masks"));
  EXPECT_THAT(outcome.out, HasSubstr("50.00"));
  EXPECT_EQ(service_.script.drawn.figure(), "fig6");
  EXPECT_THAT(service_.script.drawn.sweep_ids(), ElementsAre("s1", "s2"));
}

TEST_F(StatisticCommands, StoppingReplayAsksWithItsSweepAndConfidence) {
  service_.script.replay.set_judged(1);
  EXPECT_EQ(Run({"stopping", "replay"}).code, ExitCode::kDone);
  EXPECT_EQ(service_.script.replayed.sweep_id(), "last");
  EXPECT_DOUBLE_EQ(service_.script.replayed.confidence(), 0.95);
  Run({"stopping", "replay", "s1", "--confidence", "90%"});
  EXPECT_EQ(service_.script.replayed.sweep_id(), "s1");
  EXPECT_DOUBLE_EQ(service_.script.replayed.confidence(), 0.9);
  Run({"stopping", "replay", "--confidence", "0.8"});
  EXPECT_DOUBLE_EQ(service_.script.replayed.confidence(), 0.8);
  for (const char* confidence : {"0", "0%", "-1", "much"})
    EXPECT_EQ(Run({"stopping", "replay", "--confidence", confidence}).code, ExitCode::kUsage) << confidence;
}

}  // namespace
}  // namespace srnet::testing
