#include "model/data/dataset_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <iterator>
#include <string>

#include "common/files/files.h"
#include "tests/model/data/small_dataset.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::data {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

constexpr std::uint64_t kNoLimit = 1 << 20;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) ADD_FAILURE() << "\"" << from << "\" is not in " << text;
  return text.replace(at, from.size(), to);
}

TEST(DatasetFolder, ReturnsWhatWasWritten) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteDatasetFolder(SmallDatasetWithOracle(), folder / "set"), IsOk());
  const auto dataset = ReadDatasetFolder(folder / "set");
  ASSERT_THAT(dataset, IsOk());
  EXPECT_EQ(*dataset, SmallDatasetWithOracle());
}

TEST(DatasetFolder, OfFormat1IsReadAsBefore) {
  const TemporaryDirectory folder;
  Dataset dataset = SmallDataset();
  dataset.sets[2].metrics = {"accuracy"};
  ASSERT_THAT(WriteDatasetFolder(dataset, folder / "set"), IsOk());
  std::string text = *ReadFile(folder / "set/dataset.json", kNoLimit);
  text = Replaced(text, "\"format\": 2", "\"format\": 1");
  for (std::size_t set = 0; set < dataset.sets.size(); ++set) {
    text = Replaced(text, "\"copies\": 1, ", "");
    text = Replaced(text, "\"metrics\": [\"accuracy\"]", "\"metric\": \"accuracy\"");
    text = Replaced(text, "\"positive\": \"entailment\", ", "");
  }
  ASSERT_THAT(WriteFileAtomically(folder / "set/dataset.json", text), IsOk());
  const auto read = ReadDatasetFolder(folder / "set");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, dataset);
}

TEST(DatasetFolder, HasTheSameBytesEveryTime) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteDatasetFolder(SmallDataset(), folder / "one"), IsOk());
  ASSERT_THAT(WriteDatasetFolder(SmallDataset(), folder / "two/"), IsOk());
  for (const char* file : {"dataset.json", "train.jsonl", "dev.jsonl", "ood.jsonl"}) {
    EXPECT_EQ(*ReadFile(folder.path() / "one" / file, kNoLimit),
              *ReadFile(folder.path() / "two" / file, kNoLimit))
        << file;
  }
}

// The digests of stored data sets rest on these bytes.
TEST(DatasetFolder, WritesRowsWithSortedKeys) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteDatasetFolder(SmallDataset(), folder / "set"), IsOk());
  EXPECT_EQ(
      *ReadFile(folder / "set/ood.jsonl", kNoLimit),
      R"({"a": "the cat saw the dog", "b": "the dog saw the cat", "groups": ["lexical_overlap", "swap"], )"
      R"("id": "ood-0", "label": 0})"
      "\n");
}

TEST(DatasetFolder, IsNotWrittenOverAnotherOne) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteDatasetFolder(SmallDataset(), folder / "set"), IsOk());
  EXPECT_THAT(WriteDatasetFolder(SmallDataset(), folder / "set"),
              Fails(StatusCode::kAlreadyExists, HasSubstr("not an empty folder")));
  const std::filesystem::directory_iterator entries(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1) << "the temporary folder stayed";
}

TEST(DatasetFolder, IsNotWrittenWhenTheDataSetIsInvalid) {
  const TemporaryDirectory folder;
  const struct {
    std::function<void(Dataset&)> spoil;
    std::string message;
  } cases[] = {
      {[](Dataset& d) { d.name = "a/b"; }, "a-z, 0-9"},
      {[](Dataset& d) { d.task = "q a"; }, "task \"q a\""},
      {[](Dataset& d) { d.sets[2].name = "../x"; }, "\"../x\""},
      {[](Dataset& d) { d.sets[1].name = "train"; }, "names of the sets must be distinct"},
      {[](Dataset& d) { d.sets[1].role = Role::kTrain; }, "exactly one set of role \"train\", it has 2"},
      {[](Dataset& d) { d.sets[1].role = Role::kOod; }, "exactly one set of role \"dev\", it has 0"},
      {[](Dataset& d) { d.sets[2].rows.clear(); }, "set \"ood\" has no rows"},
      {[](Dataset& d) { d.sets[2].rows[0].label = 2; }, "row \"ood-0\" has label 2"},
      {[](Dataset& d) { d.sets[2].rows[0].groups.pop_back(); }, "row \"ood-0\" has 1 groups"},
      {[](Dataset& d) {
         d.sets[2].label_merge = {0, 1};
       },
       "label_merge [0, 1]"},
      {[](Dataset& d) {
         d.sets[2].label_merge = {0, 1, 2};
       },
       "label_merge [0, 1, 2]"},
      {[](Dataset& d) { d.sets[2].metrics = {"recall"}; }, "metric \"recall\"; known are accuracy, f1"},
      {[](Dataset& d) { d.sets[2].metrics.clear(); }, "set \"ood\" has no metrics"},
      {[](Dataset& d) { d.sets[2].positive.clear(); }, "metric \"f1\" of set \"ood\" is for two labels"},
      {[](Dataset& d) { d.sets[1].metrics = {"f1"}; }, "metric \"f1\" of set \"dev\" is for two labels"},
      {[](Dataset& d) { d.sets[2].positive = "yes"; }, "the positive label \"yes\" of set \"ood\""},
      {[](Dataset& d) { d.sets[3].copies = 0; }, "set \"ood-train\" has 0 copies"},
      {[](Dataset& d) { d.sets[0].copies = 2; }, "only a set of role oracle may"},
      {[](Dataset& d) { d.sets[3].labels = d.sets[2].labels; }, "must have the labels of the data set"},
      {[](Dataset& d) {
         d.sets[3].groups = {"g"};
         for (Row& row : d.sets[3].rows) row.groups = {"x"};
       },
       "must have the groups of set \"train\""},
      {[](Dataset& d) {
         d.sets[0].labels = {"yes", "no"};
       },
       "must have the labels of the data set"},
      {[](Dataset& d) { d.sets[0].rows[0].id.clear(); }, "no id"},
      {[](Dataset& d) { d.sets[0].rows[0].a = "\xff"; }, "row \"train-0\" is not valid UTF-8"},
  };
  for (const auto& [spoil, message] : cases) {
    Dataset dataset = SmallDatasetWithOracle();
    spoil(dataset);
    EXPECT_THAT(WriteDatasetFolder(dataset, folder / "set"),
                Fails(StatusCode::kInvalidArgument, HasSubstr(message)));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << message;
  }
}

TEST(DatasetFolder, NamesFileAndLineOfEveryDefect) {
  const struct {
    std::string file;
    std::string from;
    std::string to;
    std::string message;
  } cases[] = {
      {"train.jsonl", "\"label\": 0", "\"label\": 3", "train.jsonl:2: row \"train-1\" has label 3"},
      {"train.jsonl", "\"label\": 0", "\"label\": -1", "train.jsonl:2: row \"train-1\" has label -1"},
      {"train.jsonl", "\"label\": 0", "\"label\": 4294967296",
       "train.jsonl:2: label: 4294967296 is out of range"},
      {"train.jsonl", "\"label\": 0", "\"label\": 0.0", "train.jsonl:2: label: expected an integer"},
      {"train.jsonl", "\"label\": 0", "\"lable\": 0", "train.jsonl:2: label: is missing"},
      {"train.jsonl", "\"label\": 0", "\"label\": 0,\"x\": 1", "train.jsonl:2: x: is not a known field"},
      {"train.jsonl", "\"a\": \"a dog", "\"a\": 7,\"c\": \"a dog", "train.jsonl:2: a: expected a string"},
      {"train.jsonl", "\"groups\": []", "\"groups\": [\"g\"]", "train.jsonl:1: row \"train-0\" has 1 groups"},
      {"train.jsonl", "\"groups\": []", "\"groups\": {}", "train.jsonl:1: groups: expected an array"},
      {"train.jsonl", "\"groups\": []", "\"groups\": [7]", "train.jsonl:1: groups: expected strings"},
      {"train.jsonl", "a dog ran", "a dog \xff", "train.jsonl:2: "},
      {"train.jsonl", "\n", "\n\n", "train.jsonl:2: "},
      {"train.jsonl", "\n", "\n[]\n", "train.jsonl:2: expected an object"},
      {"dataset.json", "\"rows\": 3", "\"rows\": 4", "train.jsonl has 3 rows, dataset.json says 4"},
      {"dataset.json", "\"rows\": 3", "\"rows\": -3", "sets[0].rows: must not be negative"},
      {"dataset.json", "\"format\": 2", "\"format\": 3", "format 3 is unknown"},
      {"dataset.json", "\"role\": \"dev\"", "\"role\": \"eval\"", "\"eval\" is not a role"},
      {"dataset.json", "\"ood.jsonl\"", "\"../ood.jsonl\"", "the file of set \"ood\" must be \"ood.jsonl\""},
      {"dataset.json", "\"name\": \"ood\"", "\"name\": \"o/d\"", "must be \"o/d.jsonl\""},
      {"dataset.json", "{", "", "dataset.json: "},
      {"dataset.json", "\"task\": \"nli\"", "\"task\": null", "dataset.json: task: expected a string"},
      {"dataset.json", "\"sets\": [", "\"sets\": [7,", "dataset.json: sets[0]: expected an object"},
      {"dataset.json", "\"label_merge\": [0", "\"label_merge\": [0.5",
       "label_merge: expected small whole numbers"},
      {"dataset.json", "[0, 1, 0]", "[0, 1, 7]", "label_merge [0, 1, 7]"},
  };
  for (const auto& [file, from, to, message] : cases) {
    const TemporaryDirectory folder;
    ASSERT_THAT(WriteDatasetFolder(SmallDataset(), folder / "set"), IsOk());
    const std::string text = *ReadFile(folder.path() / "set" / file, kNoLimit);
    ASSERT_THAT(WriteFileAtomically(folder.path() / "set" / file, Replaced(text, from, to)), IsOk());
    EXPECT_THAT(ReadDatasetFolder(folder / "set"), Fails(StatusCode::kInvalidArgument, HasSubstr(message)));
  }
}

TEST(DatasetFolder, NamesTheFileThatIsMissing) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteDatasetFolder(SmallDataset(), folder / "set"), IsOk());
  std::filesystem::remove(folder / "set/dev.jsonl");
  EXPECT_THAT(ReadDatasetFolder(folder / "set"), Fails(StatusCode::kNotFound, HasSubstr("set/dev.jsonl")));
  EXPECT_THAT(ReadDatasetFolder(folder / "no"), Fails(StatusCode::kNotFound, HasSubstr("no/dataset.json")));
}

}  // namespace
}  // namespace srnet::data
