#include "storage/stores/catalogue_store.h"

#include <gmock/gmock.h>

#include "storage/stores/sweep_lookup.h"
#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CatalogueStoreTest : public StoreFixture {
 protected:
  static CatalogueEntry Entry(CatalogueKind kind, const std::string& name, std::string_view content) {
    return {kind, name, DigestOf(content), 12, R"({"rows":3})", kNow};
  }
  Status Put(const CatalogueEntry& entry) {
    return Try([&](sqlite::Transaction& transaction) { return PutCatalogueEntry(transaction, entry); });
  }
};

TEST_F(CatalogueStoreTest, TheNewestEntryOfANameWinsAndOlderOnesStay) {
  MustSucceed(Put(Entry(CatalogueKind::kDataset, "nli", "old")));
  MustSucceed(Put(Entry(CatalogueKind::kDataset, "nli", "new")));
  EXPECT_EQ(ValueOf(ReadCatalogueEntry(connection_, CatalogueKind::kDataset, "nli")).digest, DigestOf("new"));
  const auto history = ValueOf(ReadCatalogueHistory(connection_, CatalogueKind::kDataset, "nli"));
  ASSERT_THAT(history, SizeIs(2));
  EXPECT_EQ(history[1].digest, DigestOf("old"));
}

TEST_F(CatalogueStoreTest, ARepeatedImportChangesNothingButAReturnToAnOlderTreeDoes) {
  MustSucceed(Put(Entry(CatalogueKind::kModel, "bert", "one")));
  MustSucceed(Put(Entry(CatalogueKind::kModel, "bert", "one")));
  EXPECT_THAT(ValueOf(ReadCatalogueHistory(connection_, CatalogueKind::kModel, "bert")), SizeIs(1));
  MustSucceed(Put(Entry(CatalogueKind::kModel, "bert", "two")));
  MustSucceed(Put(Entry(CatalogueKind::kModel, "bert", "one")));
  EXPECT_EQ(ValueOf(ReadCatalogueEntry(connection_, CatalogueKind::kModel, "bert")).digest, DigestOf("one"));
}

TEST_F(CatalogueStoreTest, ListingHasTheNewestOfEachNameOfAKind) {
  MustSucceed(Put(Entry(CatalogueKind::kModel, "bert", "b")));
  MustSucceed(Put(Entry(CatalogueKind::kDataset, "nli", "old")));
  MustSucceed(Put(Entry(CatalogueKind::kDataset, "nli", "new")));
  EXPECT_THAT(ValueOf(ListCatalogue(connection_, std::nullopt)), SizeIs(2));
  const auto datasets = ValueOf(ListCatalogue(connection_, CatalogueKind::kDataset));
  ASSERT_THAT(datasets, SizeIs(1));
  EXPECT_EQ(datasets[0].digest, DigestOf("new"));
  EXPECT_EQ(datasets[0].bytes, 12);
  EXPECT_EQ(datasets[0].description, R"({"rows":3})");
}

TEST_F(CatalogueStoreTest, KindsHaveNamesOfTheirOwn) {
  MustSucceed(Put(Entry(CatalogueKind::kModel, "x", "model")));
  EXPECT_THAT(ReadCatalogueEntry(connection_, CatalogueKind::kDataset, "x"),
              IsError(StatusCode::kNotFound, "no dataset named \"x\""));
  MustSucceed(Put(Entry(CatalogueKind::kVectors, "x", "vectors")));
  EXPECT_EQ(ValueOf(ReadCatalogueEntry(connection_, CatalogueKind::kVectors, "x")).digest,
            DigestOf("vectors"));
  EXPECT_EQ(ValueOf(ReadCatalogueEntry(connection_, CatalogueKind::kModel, "x")).digest, DigestOf("model"));
}

TEST_F(CatalogueStoreTest, EntriesAreFoundByTheirTreeAlsoIfTheirNameHasANewerOne) {
  MustSucceed(Put(Entry(CatalogueKind::kDataset, "nli", "old")));
  MustSucceed(Put(Entry(CatalogueKind::kDataset, "nli", "new")));
  MustSucceed(Put(Entry(CatalogueKind::kDataset, "again", "old")));
  const auto find = [&](CatalogueKind kind, std::string_view content) {
    return ValueOf(FindCatalogueEntries(connection_, kind, DigestOf(content)));
  };
  EXPECT_THAT(find(CatalogueKind::kDataset, "old"),
              ElementsAre(Field(&CatalogueEntry::name, "again"), Field(&CatalogueEntry::name, "nli")));
  EXPECT_THAT(find(CatalogueKind::kModel, "old"), IsEmpty());
  EXPECT_THAT(find(CatalogueKind::kDataset, "never"), IsEmpty());
}

TEST_F(CatalogueStoreTest, TheTreeOfAnEntryIsOneAlsoIfAStageHasProducedItsManifest) {
  const StageId stage = Submit(MakeChain("a")).stages.at(0).id;
  Finish(stage, "dataset");
  const Digest product = DigestOf(fmt::format("dataset of {}", stage.value));
  ASSERT_EQ(ValueOf(FindArtifact(connection_, product))->kind, ArtifactKind::kBlob);
  MustSucceed(Put({CatalogueKind::kModel, "bert", product, 1234, "{}", kNow}));
  const auto artifact = ValueOf(FindArtifact(connection_, product));
  EXPECT_EQ(artifact->kind, ArtifactKind::kTree);
  EXPECT_EQ(artifact->bytes, 1234);
}

TEST_F(CatalogueStoreTest, AnEntryWithoutANameIsRefused) {
  EXPECT_THAT(Put(Entry(CatalogueKind::kModel, "", "x")), HasCode(StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace srnet::testing
