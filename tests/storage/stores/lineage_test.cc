#include "storage/stores/lineage.h"

#include <gmock/gmock.h>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::SizeIs;

class LineageTest : public StoreFixture {};

TEST_F(LineageTest, ListsInputsBeforeReadersWithProductsAndProvenance) {
  NewSweep sweep = MakeChain("a");
  std::swap(sweep.stages[0], sweep.stages[1]);  // Rows in another order than the graph.
  sweep.stages[0].inputs = {{"dataset", 1, "dataset"}};
  sweep.stages[2].inputs = {{"checkpoint", 0, "checkpoint"}, {"dataset", 1, "dataset"}};
  const Submission submission = Submit(sweep);
  Submit(MakeChain("unrelated"));
  Finish(submission.stages[1].id, "dataset");
  Finish(submission.stages[0].id, "checkpoint");

  const Lineage lineage = ValueOf(ReadLineage(connection_, KeyOf("a/evaluate")));
  ASSERT_THAT(lineage.stages, SizeIs(3));
  EXPECT_EQ(lineage.stages[0].stage.key, KeyOf("data"));
  EXPECT_EQ(lineage.stages[1].stage.key, KeyOf("a/train"));
  EXPECT_EQ(lineage.stages[2].stage.key, KeyOf("a/evaluate"));
  EXPECT_EQ(lineage.stages[1].canonical, R"({"stage":"a/train"})");
  EXPECT_EQ(lineage.stages[1].worker.value, "w1");
  EXPECT_EQ(lineage.stages[1].provenance, R"({"device":"cpu"})");
  ASSERT_THAT(lineage.stages[1].artifacts, SizeIs(1));
  EXPECT_EQ(lineage.stages[1].artifacts[0].name, "checkpoint");
  EXPECT_EQ(lineage.stages[2].worker.value, "");
  EXPECT_THAT(lineage.edges, SizeIs(3));
}

TEST_F(LineageTest, HasTheNumbersOfEachStage) {
  const Submission submission = Submit(MakeChain("a"));
  Finish(submission.stages[0].id, "dataset");
  Finish(submission.stages[1].id, "checkpoint");
  StageResult result;
  result.metrics = {
      {"hans", "accuracy", "lexical", 0.25}, {"", "sparsity", "", 0.5}, {"hans", "accuracy", "", 0.75}};
  const StageId evaluated = submission.stages[2].id;
  MustSucceed(Accept(evaluated, Grant(evaluated), result));

  const Lineage lineage = ValueOf(ReadLineage(connection_, KeyOf("a/evaluate")));

  EXPECT_THAT(lineage.stages[1].metrics, SizeIs(0));
  ASSERT_THAT(lineage.stages[2].metrics, SizeIs(3));
  EXPECT_EQ(lineage.stages[2].metrics[0].metric, "sparsity");
  EXPECT_EQ(lineage.stages[2].metrics[1].value, 0.75);
  EXPECT_EQ(lineage.stages[2].metrics[2].group, "lexical");
  EXPECT_EQ(lineage.stages[2].metrics[2].value, 0.25);
}

TEST_F(LineageTest, AnUnknownKeyIsNotFound) {
  EXPECT_THAT(ReadLineage(connection_, KeyOf("nothing")), HasCode(StatusCode::kNotFound));
}

}  // namespace
}  // namespace srnet::testing
