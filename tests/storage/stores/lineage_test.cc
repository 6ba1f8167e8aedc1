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

TEST_F(LineageTest, AnUnknownKeyIsNotFound) {
  EXPECT_THAT(ReadLineage(connection_, KeyOf("nothing")), HasCode(StatusCode::kNotFound));
}

}  // namespace
}  // namespace srnet::testing
