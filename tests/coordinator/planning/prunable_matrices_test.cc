// Which of pooler and classifier a pruning takes, where the specification says so.
#include "tests/coordinator/planning/planned_stages.h"

namespace srnet::planning {
namespace {

const std::string kMask = "pipeline: finetune_prune, method: mask, loss: poe, sparsity: 0.7";
const std::string kLadder = "pipeline: finetune_prune, method: imp, loss: poe, sparsity: 0.7";
const std::string kTicket = "pipeline: prune_finetune, mask_from: imp, loss: std, sparsity: 0.7";

template <typename Work>
Work Under(const std::string& grid, const std::string& overrides, const std::string& more = "") {
  return OnlyWork<Work>(PlanOf(grid, "overrides: {" + overrides + "}\n" + more));
}

TEST(PrunableMatrices, OfAMaskAreChosenOneByOne) {
  const auto without_classifier = Under<stage::MaskTrain>(kMask, "mask: {prune_classifier: false}");
  EXPECT_TRUE(without_classifier.prune_pooler);
  EXPECT_FALSE(without_classifier.prune_classifier);
  const auto without_pooler = Under<stage::MaskTrain>(kMask, "mask: {prune_pooler: false}");
  EXPECT_FALSE(without_pooler.prune_pooler);
  EXPECT_TRUE(without_pooler.prune_classifier);
}

TEST(PrunableMatrices, OfALadderAreChosenOneByOne) {
  const auto both = Under<stage::Imp>(kLadder, "imp: {prune_classifier: true}");
  EXPECT_TRUE(both.prune_pooler);
  EXPECT_TRUE(both.prune_classifier);
  const auto neither = Under<stage::Imp>(kLadder, "imp: {prune_pooler: false}");
  EXPECT_FALSE(neither.prune_pooler);
  EXPECT_FALSE(neither.prune_classifier);
}

TEST(PrunableMatrices, ThatAreWrittenBeatTheSwitch) {
  EXPECT_TRUE(Under<stage::MaskTrain>(kMask, "mask: {prune_pooler: true}", "compat: A8\n").prune_pooler);
  EXPECT_FALSE(Under<stage::Imp>(kLadder, "imp: {prune_classifier: false}", "compat: A8\n").prune_classifier);
}

TEST(PrunableMatrices, OfOneLossAreThoseOfNoOther) {
  EXPECT_TRUE(Under<stage::MaskTrain>(kMask, "mask: {std: {prune_classifier: false}}").prune_classifier);
  EXPECT_FALSE(Under<stage::MaskTrain>(kMask, "mask: {poe: {prune_classifier: false}}").prune_classifier);
}

// Its classifier is drawn for the search alone; the subnetwork is trained with another.
TEST(PrunableMatrices, OfALotteryTicketNeverHaveTheClassifier) {
  const auto work = Under<stage::Imp>(kTicket, "imp: {prune_pooler: false, prune_classifier: true}");
  EXPECT_FALSE(work.prune_pooler);
  EXPECT_FALSE(work.prune_classifier);
}

}  // namespace
}  // namespace srnet::planning
