#include "storage/stores/stored_artifacts.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "storage/stores/catalogue_store.h"
#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Two sweeps that share the import of their data, and a model.
class StoredArtifactsTest : public StoreFixture {
 protected:
  StoredArtifactsTest() {
    first_ = Submit(MakeChain("a"));
    second_ = Submit(MakeChain("b"));
    Finish(first_.stages[0].id, "dataset");
    Finish(first_.stages[1].id, "checkpoint");
    Finish(second_.stages[1].id, "checkpoint");
    Name("minilm");
  }

  void Name(const std::string& name) {
    CatalogueEntry entry;
    entry.kind = CatalogueKind::kModel;
    entry.name = name;
    entry.digest = DigestOf("model");
    entry.bytes = 500;
    entry.created = kNow;
    Write([&](sqlite::Transaction& transaction) { return PutCatalogueEntry(transaction, entry); });
  }
  Digest Product(const std::string& name, StageId stage) {
    return DigestOf(fmt::format("{} of {}", name, stage.value));
  }
  std::vector<Digest> List(const ArtifactFilter& filter) {
    std::vector<Digest> digests;
    for (const StoredArtifact& artifact : ValueOf(ListArtifacts(connection_, filter, 100, "")).artifacts)
      digests.push_back(artifact.digest);
    return digests;
  }
  static std::vector<Digest> Sorted(std::vector<Digest> digests) {
    std::sort(digests.begin(), digests.end());
    return digests;
  }

  Submission first_;
  Submission second_;
};

TEST_F(StoredArtifactsTest, EveryArtifactIsListedOnPagesByDigest) {
  std::vector<Digest> digests;
  std::string page;
  int pages = 0;
  do {
    const ArtifactPage read = ValueOf(ListArtifacts(connection_, {}, 3, page));
    for (const StoredArtifact& artifact : read.artifacts) digests.push_back(artifact.digest);
    page = read.next_page;
    ++pages;
  } while (!page.empty());
  EXPECT_EQ(pages, 2);
  EXPECT_EQ(digests, Sorted({Product("dataset", first_.stages[0].id), DigestOf("model"),
                             Product("checkpoint", first_.stages[1].id),
                             Product("checkpoint", second_.stages[1].id)}));
  EXPECT_THAT(ListArtifacts(connection_, {}, 3, "[7]"), HasCode(StatusCode::kInvalidArgument));
}

TEST_F(StoredArtifactsTest, TheProductsOfASweepAreThoseOfItsStagesAlsoOfSharedOnes) {
  EXPECT_EQ(List({.sweep = SweepId{"sweep-b"}, .stage = {}, .digest = {}}),
            Sorted({Product("dataset", first_.stages[0].id), Product("checkpoint", second_.stages[1].id)}));
  EXPECT_THAT(List({.sweep = {}, .stage = KeyOf("a/train"), .digest = {}}),
              ElementsAre(Product("checkpoint", first_.stages[1].id)));
  EXPECT_THAT(List({.sweep = {}, .stage = {}, .digest = DigestOf("model")}), ElementsAre(DigestOf("model")));
  EXPECT_THAT(List({.sweep = SweepId{"sweep-b"}, .stage = KeyOf("a/train"), .digest = {}}), IsEmpty());
}

TEST_F(StoredArtifactsTest, TotalsAreThoseOfTheFilter) {
  const ArtifactTotals all = ValueOf(CountArtifacts(connection_, {}));
  EXPECT_EQ(all.artifacts, 4);
  EXPECT_EQ(all.bytes, 530);
  EXPECT_EQ(
      ValueOf(CountArtifacts(connection_, {.sweep = {}, .stage = KeyOf("a/train"), .digest = {}})).bytes, 10);
  EXPECT_EQ(
      ValueOf(CountArtifacts(connection_, {.sweep = {}, .stage = KeyOf("nothing"), .digest = {}})).bytes, 0);
}

TEST_F(StoredArtifactsTest, WhoRefersToAnArtifactIsTold) {
  const auto of_data = ValueOf(ReadReferrers(connection_, Product("dataset", first_.stages[0].id)));
  ASSERT_THAT(of_data, SizeIs(1));
  const auto& stage = std::get<ProducingStage>(of_data[0]);
  EXPECT_EQ(stage.key, KeyOf("data"));
  EXPECT_EQ(stage.kind, "import_dataset");
  EXPECT_EQ(stage.product, "dataset");
  EXPECT_THAT(stage.sweeps, ElementsAre(SweepId{"sweep-a"}, SweepId{"sweep-b"}));

  Name("also-minilm");
  const auto of_model = ValueOf(ReadReferrers(connection_, DigestOf("model")));
  ASSERT_THAT(of_model, SizeIs(2));
  EXPECT_EQ(std::get<NamingEntry>(of_model[0]).kind, CatalogueKind::kModel);
  EXPECT_EQ(std::get<NamingEntry>(of_model[0]).name, "minilm");
  EXPECT_EQ(std::get<NamingEntry>(of_model[1]).name, "also-minilm");
  EXPECT_THAT(ValueOf(ReadReferrers(connection_, DigestOf("nothing"))), IsEmpty());
}

TEST_F(StoredArtifactsTest, TheMarksAreEveryArtifact) {
  const auto marks = ValueOf(ReadArtifactDigests(connection_));
  EXPECT_THAT(marks, SizeIs(4));
  EXPECT_THAT(marks, ::testing::Contains(Field(&ArtifactDigest::kind, ArtifactKind::kTree)));
}

}  // namespace
}  // namespace srnet::testing
