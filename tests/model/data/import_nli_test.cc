#include "model/data/import_nli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/files/files.h"
#include "tests/model/data/zstd.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::data {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kMnli =
    "index\t\t\t\t\t\t\t\tsentence1\tsentence2\tgold_label\n"
    "0\t\t\t\t\t\t\t\ta\tb\tentailment\n"
    "1\t\t\t\t\t\t\t\tc\td\t-\n";

std::string Hans(const std::string& subcase) {
  return "gold_label\tsentence1\tsentence2\tpairID\theuristic\tsubcase\n"
         "entailment\ta\tb\tex0\tconstituent\t" +
         subcase + "\n";
}

void WriteNli(const std::filesystem::path& folder, const std::string& subcase) {
  ASSERT_THAT(MakeDirectories(folder / "hans"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "train.tsv.zst", ZstdPacked(kMnli)), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "dev_matched.tsv", kMnli), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "hans/heuristics_evaluation_set.txt", Hans(subcase)), IsOk());
}

TEST(ImportNli, MakesTrainDevAndHansOfPlainAndCompressedFiles) {
  const TemporaryDirectory folder;
  WriteNli(folder.path(), "cn_after");
  const auto import = ImportNli(folder.path(), {});
  ASSERT_THAT(import, IsOk());
  EXPECT_THAT(FindSet(import->dataset, "train")->rows, ElementsAre(Row{"train-0", "a", "b", 1, {}}));
  EXPECT_THAT(FindSet(import->dataset, Role::kDev)->rows, ElementsAre(Row{"dev-0", "a", "b", 1, {}}));
  const LabelledSet* hans = FindSet(import->dataset, "hans");
  EXPECT_THAT(hans->rows, ElementsAre(Row{"ex0", "a", "b", 1, {"constituent", "cn_after"}}));
  EXPECT_THAT(hans->label_merge, ElementsAre(0, 1, 0));
  EXPECT_EQ(hans->role, Role::kOod);
}

TEST(ImportNli, ReportsTheRowsItLeftOut) {
  const TemporaryDirectory folder;
  WriteNli(folder.path(), "x");
  const auto import = ImportNli(folder.path(), {});
  ASSERT_THAT(import->files, SizeIs(3));
  EXPECT_EQ(import->files[0].bad_rows.count, 1);
  EXPECT_THAT(import->files[0].bad_rows.first, ElementsAre(HasSubstr("train.tsv.zst:3: the label \"-\"")));
  EXPECT_THAT(import->files[2].bad_rows.first, IsEmpty());
}

TEST(ImportNli, RefusesBadRowsWhenStrict) {
  const TemporaryDirectory folder;
  WriteNli(folder.path(), "x");
  EXPECT_THAT(ImportNli(folder.path(), {.strict = true}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("train.tsv.zst has 1 bad rows")));
}

TEST(ImportNli, LooksInTheSubfolderMnliToo) {
  const TemporaryDirectory folder;
  WriteNli(folder / "MNLI", "x");
  EXPECT_THAT(ImportNli(folder.path(), {}), IsOk());
}

TEST(ImportNli, DropsTheSubcaseThatNoRowHas) {
  const TemporaryDirectory folder;
  WriteNli(folder.path(), "");
  const auto import = ImportNli(folder.path(), {});
  ASSERT_THAT(import, IsOk());
  EXPECT_THAT(FindSet(import->dataset, "hans")->groups, ElementsAre("heuristic"));
}

TEST(ImportNli, ListsEveryFileThatIsMissing) {
  const TemporaryDirectory folder;
  WriteNli(folder.path(), "x");
  std::filesystem::remove(folder / "train.tsv.zst");
  std::filesystem::remove(folder / "hans/heuristics_evaluation_set.txt");
  EXPECT_THAT(ImportNli(folder.path(), {}),
              Fails(StatusCode::kNotFound,
                    AllOf(HasSubstr("train.tsv or train.tsv.zst; hans/heuristics_evaluation_set.txt or"),
                          HasSubstr(folder.path().native()), Not(HasSubstr("dev_matched")))));
}

TEST(ImportNli, RefusesAFileWithoutAnyUsableRow) {
  const TemporaryDirectory folder;
  WriteNli(folder.path(), "x");
  ASSERT_THAT(WriteFileAtomically(folder / "dev_matched.tsv", kMnli.substr(0, kMnli.find('\n') + 1)), IsOk());
  EXPECT_THAT(ImportNli(folder.path(), {}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("dev_matched.tsv has no usable row")));
}

TEST(ImportNli, StopsAtTheSizeLimit) {
  const TemporaryDirectory folder;
  WriteNli(folder.path(), "x");
  EXPECT_THAT(ImportNli(folder.path(), {.max_file_bytes = 20}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("20 bytes")));
}

}  // namespace
}  // namespace srnet::data
