// Word vectors as a source of bias models.
#include <algorithm>
#include <optional>
#include <set>

#include "common/digest/sha256.h"
#include "common/stage/kind.h"
#include "tests/coordinator/planning/planned_stages.h"

namespace srnet::planning {
namespace {

using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

Plan Planned(const std::string& overrides, const std::string& losses = "[std, poe]",
             const std::string& tasks = "mnli") {
  Catalogue catalogue = ReferenceCatalogue();
  catalogue.vectors = {
      {"crawl", DigestOf("crawl")}, {"wiki", DigestOf("wiki")}, {"crawl-again", DigestOf("crawl")}};
  const std::string text = "name: x\nmodel: bert-base-uncased\nseeds: 1\ntasks: [" + tasks +
                           "]\ngrid: [{pipeline: finetune_prune, method: mask, loss: " + losses +
                           ", sparsity: 0.5}]\noverrides: {" + overrides + "}\n";
  StatusOr<Plan> plan = PlanText(text, catalogue);
  EXPECT_THAT(plan, IsOk()) << text;
  return plan.ok() ? *std::move(plan) : Plan();
}

std::set<stage::StageKey> Keys(const Plan& plan) {
  std::set<stage::StageKey> keys;
  for (const PlannedStage& stage : plan.stages) keys.insert(stage.key);
  return keys;
}

// The vectors of every bias model, in the order of the tasks.
std::vector<std::optional<Digest>> VectorsOf(const Plan& plan) {
  std::vector<std::optional<Digest>> vectors;
  for (const stage::Stage& bias : StagesOf<stage::BiasModel>(plan)) {
    const stage::Source* source = stage::FindSource(bias, "word_vectors");
    vectors.push_back(source == nullptr ? std::nullopt : std::optional(source->digest));
  }
  return vectors;
}

TEST(WordVectors, AreASourceOfTheBiasModelWhereTheyAreNamed) {
  EXPECT_THAT(VectorsOf(Planned("bias: {word_vectors: crawl}")), ElementsAre(Optional(DigestOf("crawl"))));
  EXPECT_THAT(VectorsOf(Planned("")), ElementsAre(Eq(std::nullopt)));
}

TEST(WordVectors, AreReadByModelsOfOneTextToo) {
  EXPECT_THAT(VectorsOf(Planned("bias: {word_vectors: crawl}", "poe", "fever")),
              ElementsAre(Optional(DigestOf("crawl"))));
}

// The 2 is fitted to n-grams; with vectors the model is the paper's, and so is its C.
TEST(WordVectors, LeaveAModelOfOneTextTheCOfTheOthers) {
  const auto c = [](const std::string& bias) {
    return OnlyWork<stage::BiasModel>(Planned(bias, "poe", "fever")).inverse_regularisation;
  };
  EXPECT_EQ(c(""), 2);
  EXPECT_EQ(c("bias: {word_vectors: crawl}"), 100);
  EXPECT_EQ(c("bias: {word_vectors: crawl, inverse_regularisation: 3}"), 3);
}

TEST(WordVectors, ChangeTheKeysOfTheBiasModelAndItsReadersAlone) {
  const std::set<stage::StageKey> old_keys = Keys(Planned(""));
  std::vector<std::string_view> changed;
  for (const Plan plan = Planned("bias: {word_vectors: crawl}"); const PlannedStage& stage : plan.stages) {
    if (!old_keys.contains(stage.key)) changed.push_back(stage::Kinds()[stage.kind].name);
  }
  EXPECT_THAT(changed, ElementsAre("bias_model", "mask_train", "evaluate"));
}

TEST(WordVectors, ChangeNothingWhereNoBiasModelIsNeeded) {
  EXPECT_EQ(Keys(Planned("bias: {word_vectors: crawl}", "std")), Keys(Planned("", "std")));
}

TEST(WordVectors, AreWhatTheyHoldAndNotWhatTheyAreCalled) {
  const auto crawl = Keys(Planned("bias: {word_vectors: crawl}"));
  EXPECT_EQ(crawl, Keys(Planned("bias: {word_vectors: crawl-again}")));
  EXPECT_EQ(crawl, Keys(Planned("bias: {word_vectors: " + DigestOf("crawl").ToHex() + "}")));
  EXPECT_NE(crawl, Keys(Planned("bias: {word_vectors: wiki}")));
}

TEST(WordVectors, OfOneTaskBeatThoseOfAll) {
  const Plan plan =
      Planned("bias: {word_vectors: crawl}, fever: {bias: {word_vectors: wiki}}", "poe", "mnli, fever");
  EXPECT_THAT(VectorsOf(plan), ElementsAre(Optional(DigestOf("crawl")), Optional(DigestOf("wiki"))));
}

TEST(WordVectors, OfOneTaskAreThoseOfNoOther) {
  const Plan plan = Planned("fever: {bias: {word_vectors: wiki}}", "poe", "mnli, fever");
  EXPECT_THAT(VectorsOf(plan), ElementsAre(Eq(std::nullopt), Optional(DigestOf("wiki"))));
}

}  // namespace
}  // namespace srnet::planning
