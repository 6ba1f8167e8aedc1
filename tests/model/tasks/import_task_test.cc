#include "model/tasks/import_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/files/files.h"
#include "tests/model/data/zstd.h"
#include "tests/model/tasks/small_task.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::tasks {
namespace {

using data::FindSet;
using data::Role;
using data::Row;
using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kHeader = "id\tfirst\tsecond\tgold\tkind\tlevel\n";
const std::string kTrain = kHeader + "0\ta\tb\t1\t\t\n1\tc\td\t-\t\t\n";
const std::string kDev = R"({"claim": "a", "evidence": "b", "label": "yes"})";

void Write(const std::filesystem::path& file, const std::string& text) {
  ASSERT_THAT(MakeDirectories(file.parent_path()), IsOk());
  ASSERT_THAT(WriteFileAtomically(file, text), IsOk());
}

void WriteAll(const std::filesystem::path& folder, const std::string& hard_groups = "k\t2") {
  Write(folder / "train.tsv.zst", data::ZstdPacked(kTrain));
  Write(folder / "dev.jsonl", kDev);
  Write(folder / "hard/test.tsv", kHeader + "7\ta\tb\t0\t" + hard_groups + "\n");
  Write(folder / "extra.jsonl", R"({"claim": "x", "evidence": "y", "label": "bad"})");
}

StatusOr<Import> ImportSmall(const std::filesystem::path& folder, const ImportOptions& options = {}) {
  return ImportTask(*ParseDescription(kSmallTask), folder, options);
}

TEST(ImportTask, MakesEverySetOfPlainAndCompressedFiles) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  const auto import = ImportSmall(folder.path());
  ASSERT_THAT(import, IsOk());
  EXPECT_EQ(import->dataset.name, "small");
  EXPECT_EQ(import->dataset.task, "paraphrase");
  EXPECT_THAT(FindSet(import->dataset, "train")->rows, ElementsAre(Row{"train-0", "a", "b", 1, {}}));
  EXPECT_THAT(FindSet(import->dataset, Role::kDev)->rows, ElementsAre(Row{"1", "a", "b", 1, {}}));
  EXPECT_THAT(FindSet(import->dataset, Role::kOod)->rows,
              ElementsAre(Row{"hard-7", "a", "b", 0, {"k", "2"}}));
  const data::LabelledSet* oracle = FindSet(import->dataset, Role::kOracle);
  EXPECT_THAT(oracle->rows, ElementsAre(Row{"1", "x", "y", 0, {}}));
  EXPECT_EQ(oracle->copies, 3);
  EXPECT_THAT(import->absent, IsEmpty());
}

TEST(ImportTask, ReportsTheRowsItSkipped) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  const auto import = ImportSmall(folder.path());
  ASSERT_THAT(import->files, SizeIs(4));
  EXPECT_EQ(import->files[0].bad_rows.count, 1);
  EXPECT_THAT(import->files[0].bad_rows.first, ElementsAre(HasSubstr("train.tsv.zst:3: the label \"-\"")));
  EXPECT_THAT(import->files[2].bad_rows.first, IsEmpty());
}

TEST(ImportTask, RefusesBadRowsWhenStrict) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  EXPECT_THAT(ImportSmall(folder.path(), {.strict = true}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("train.tsv.zst has 1 bad rows")));
}

TEST(ImportTask, LooksInTheFoldersOfTheDescription) {
  const TemporaryDirectory folder;
  WriteAll(folder / "sub");
  EXPECT_THAT(ImportSmall(folder.path()), IsOk());
}

TEST(ImportTask, GivesTheDataSetTheNameItIsAskedFor) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  EXPECT_EQ(ImportSmall(folder.path(), {.name = "mine"})->dataset.name, "mine");
}

TEST(ImportTask, DropsTheGroupsThatNoRowHas) {
  const TemporaryDirectory folder;
  WriteAll(folder.path(), "\t2");
  const auto import = ImportSmall(folder.path());
  ASSERT_THAT(import, IsOk());
  EXPECT_THAT(FindSet(import->dataset, "hard")->groups, ElementsAre("level"));
  EXPECT_THAT(FindSet(import->dataset, "hard")->rows[0].groups, ElementsAre("2"));
}

TEST(ImportTask, DoesWithoutOptionalSets) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  std::filesystem::remove(folder / "extra.jsonl");
  const auto import = ImportSmall(folder.path());
  ASSERT_THAT(import, IsOk());
  EXPECT_EQ(FindSet(import->dataset, Role::kOracle), nullptr);
  EXPECT_THAT(import->absent, ElementsAre("extra (extra.jsonl)"));
}

TEST(ImportTask, ListsEverySetThatLacksItsFile) {
  const TemporaryDirectory folder;
  Write(folder / "hard.tsv", kHeader);
  EXPECT_THAT(
      ImportSmall(folder.path()),
      Fails(StatusCode::kNotFound,
            AllOf(HasSubstr("set \"train\": train.tsv"), HasSubstr("set \"dev\": dev.jsonl"),
                  HasSubstr(folder.path().native()), HasSubstr("folders ., sub"), Not(HasSubstr("hard")))));
}

TEST(ImportTask, RefusesAFileWithoutAnyUsableRow) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  Write(folder / "dev.jsonl", "{}\n");
  EXPECT_THAT(ImportSmall(folder.path()),
              Fails(StatusCode::kInvalidArgument, HasSubstr("dev.jsonl has no usable row")));
}

TEST(ImportTask, SaysHowManyRowsWereLeftOutWhenNoneRemains) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  Write(folder / "dev.jsonl", R"({"claim": "a", "evidence": "b", "label": "-"})");
  EXPECT_THAT(
      ImportSmall(folder.path()),
      Fails(StatusCode::kInvalidArgument,
            HasSubstr("dev.jsonl has no usable row, 0 bad ones and 1 that the description leaves out")));
}

TEST(ImportTask, StopsAtTheSizeLimit) {
  const TemporaryDirectory folder;
  WriteAll(folder.path());
  EXPECT_THAT(ImportSmall(folder.path(), {.max_file_bytes = 20}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("20 bytes")));
}

}  // namespace
}  // namespace srnet::tasks
