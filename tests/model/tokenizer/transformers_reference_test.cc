#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "common/files/files.h"
#include "model/tokenizer/load_tokenizer.h"
#include "model/tokenizer/wordpiece.h"
#include "tests/model/tokenizer/expected_ids.h"
#include "tests/support/reference_python.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::tokenizer {
namespace {

using ::srnet::testing::HasReferencePython;
using ::srnet::testing::IsOk;
using ::srnet::testing::RunReferenceScript;
using ::srnet::testing::TemporaryDirectory;
using ::testing::ElementsAreArray;

constexpr char kScript[] = "tests/model/tokenizer/reference/transformers_ids.py";
constexpr char kVocabularyScript[] = "tests/model/tokenizer/reference/byte_pair_vocabulary.py";

void ExpectEqualIds(const Tokenizer& tokenizer, const std::string& expected_file, std::size_t least_rows) {
  PairEncoder encoder(tokenizer, 128);
  const auto rows = ReadExpectedIds(expected_file);
  ASSERT_GE(rows.size(), least_rows);
  for (const ExpectedIds& expected : rows) {
    const auto encoded = encoder.Encode(expected.a, expected.b);
    ASSERT_THAT(encoded.ids, ElementsAreArray(expected.ids)) << expected.a << "\n" << expected.b;
    ASSERT_EQ(encoded.segment_a_length, expected.segment_a_length);
  }
}

void ExpectEqualIdsOn(const std::string& texts, std::size_t least_rows) {
  const TemporaryDirectory folder;
  const std::string output = folder / "ids.jsonl";
  ASSERT_EQ(
      RunReferenceScript(kScript, {"--model", SRNET_MINILM_FOLDER, "--texts", texts, "--output", output}), 0);
  const auto tokenizer = WordPieceTokenizer::Load(SRNET_MINILM_FOLDER);
  ASSERT_THAT(tokenizer, IsOk());
  ExpectEqualIds(*tokenizer, output, least_rows);
}

// A byte pair model learned on the spot, in one of the two layouts that folders have.
void ExpectEqualBytePairsOn(const std::string& layout, const std::string& prefix, const std::string& texts,
                            std::size_t least_rows) {
  const TemporaryDirectory folder;
  const std::string model = folder / "model", output = folder / "ids.jsonl";
  ASSERT_EQ(
      RunReferenceScript(kVocabularyScript, {"--layout", layout, "--prefix", prefix, "--output", model}), 0);
  ASSERT_EQ(std::filesystem::exists(folder / "model/merges.txt"), layout == "files");
  ASSERT_THAT(WriteFileAtomically(folder / "model/config.json", R"({"model_type": "roberta"})"), IsOk());
  ASSERT_EQ(RunReferenceScript(
                kScript, {"--family", "roberta", "--model", model, "--texts", texts, "--output", output}),
            0);
  const auto tokenizer = LoadTokenizer(model);
  ASSERT_THAT(tokenizer, IsOk());
  ExpectEqualIds(**tokenizer, output, least_rows);
}

TEST(TransformersReference, IdsAreEqualOnGeneratedText) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  ExpectEqualIdsOn("generated", 10'000);
}

TEST(TransformersReference, IdsAreEqualOnTenThousandRowsOfRealText) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  const char* data = std::getenv("SRNET_REAL_DATA");
  if (data == nullptr) GTEST_SKIP() << "SRNET_REAL_DATA, a folder with MNLI, QQP and FEVER, is not set";
  ExpectEqualIdsOn(data, 10'000);
}

TEST(TransformersReference, TheCheckedInPageIsWhatTheGeneratorWrites) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  ExpectEqualIdsOn("hard", 30);
}

TEST(TransformersReference, BytePairsAreEqualOnGeneratedText) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  ExpectEqualBytePairsOn("files", "0", "generated", 10'000);
}

TEST(TransformersReference, BytePairsAreEqualOnHardUnicodeFromTokenizerJson) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  ExpectEqualBytePairsOn("json", "0", "hard", 30);
}

TEST(TransformersReference, BytePairsThatBeginWithASpaceAreEqualOnHardUnicode) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  ExpectEqualBytePairsOn("files", "1", "hard", 30);
  ExpectEqualBytePairsOn("json", "1", "hard", 30);
}

}  // namespace
}  // namespace srnet::tokenizer
