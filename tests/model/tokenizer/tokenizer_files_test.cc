#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "model/tokenizer/byte_alphabet.h"
#include "model/tokenizer/byte_pair_files.h"
#include "model/tokenizer/load_tokenizer.h"
#include "model/tokenizer/tokenizer_json.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::tokenizer {
namespace {

using ::nlohmann::json;
using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

auto Refused(const std::string& reason) {
  return Fails(StatusCode::kInvalidArgument, AllOf(HasSubstr("dir/f"), HasSubstr(reason)));
}

TEST(ParseVocabularyJson, OrdersTokensByTheirIds) {
  const auto tokens = ParseVocabularyJson(R"({"b": 1, "a": 0, "\u0120c": 2})", "dir/f");
  ASSERT_THAT(tokens, IsOk());
  EXPECT_THAT(*tokens, ElementsAre("a", "b", "\u0120c"));
}

TEST(ParseVocabularyJson, NamesTheTokenOfEveryDefect) {
  EXPECT_THAT(ParseVocabularyJson("{", "dir/f"), Refused("not JSON"));
  EXPECT_THAT(ParseVocabularyJson("[]", "dir/f"), Refused("not a JSON object"));
  EXPECT_THAT(ParseVocabularyJson("{}", "dir/f"), Refused("empty"));
  EXPECT_THAT(ParseVocabularyJson(R"({"a": 0, "b": 2})", "dir/f"), Refused("no token has the id 1"));
  EXPECT_THAT(ParseVocabularyJson(R"({"a": 0, "b": 0})", "dir/f"), Refused("both have the id 0"));
  EXPECT_THAT(ParseVocabularyJson(R"({"a": -1})", "dir/f"), Refused("the id of \"a\" is -1"));
  EXPECT_THAT(ParseVocabularyJson(R"({"a": 99999999999})", "dir/f"), Refused("the id of \"a\""));
}

TEST(ParseMerges, ReadsRulesInTheirOrder) {
  const auto rules = ParseMerges("#version: 0.2\nl o\r\n\n# x\nlo w", "dir/f");
  ASSERT_THAT(rules, IsOk());
  EXPECT_THAT(*rules, ElementsAre(Pair("l", "o"), Pair("#", "x"), Pair("lo", "w")));
}

TEST(ParseMerges, NamesTheLineThatIsNoRule) {
  EXPECT_THAT(ParseMerges("l o\nlow\n", "dir/f"), Refused("dir/f:2"));
  EXPECT_THAT(ParseMerges("a b c\n", "dir/f"), Refused("dir/f:1"));
  EXPECT_THAT(ParseMerges(" b\n", "dir/f"), Refused("dir/f:1"));
}

json BytePairDocument() {
  json vocabulary = {{"<s>", 0}, {"<pad>", 1}, {"</s>", 2}};
  for (int byte = 0; byte < 256; ++byte)
    vocabulary[CharacterOfByte(static_cast<unsigned char>(byte))] = byte + 3;
  vocabulary["lo"] = 259;
  return {{"added_tokens", {{{"id", 0}, {"content", "<s>"}}, {{"id", 260}, {"content", "<mask>"}}}},
          {"normalizer", nullptr},
          {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"use_regex", true}}},
          {"model",
           {{"type", "BPE"},
            {"dropout", nullptr},
            {"continuing_subword_prefix", ""},
            {"ignore_merges", false},
            {"vocab", vocabulary},
            {"merges", json::array({json::array({"l", "o"})})}}}};
}

json WordPieceDocument() {
  return {
      {"normalizer",
       {{"type", "BertNormalizer"}, {"lowercase", false}, {"strip_accents", nullptr}, {"clean_text", true}}},
      {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
      {"model",
       {{"type", "WordPiece"},
        {"unk_token", "[UNK]"},
        {"continuing_subword_prefix", "##"},
        {"vocab", {{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2}, {"[SEP]", 3}, {"un", 4}, {"##able", 5}}}}}};
}

TEST(TokenizerJson, HoldsBytePairsWithAddedTokensAndBothFormsOfMerges) {
  json document = BytePairDocument();
  const auto read = ParseBytePairJson(document.dump(), "dir/f");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->tokens.size(), 261u);
  EXPECT_EQ(read->tokens[260], "<mask>");
  EXPECT_THAT(read->rules, ElementsAre(Pair("l", "o")));
  EXPECT_TRUE(read->add_prefix_space);
  document["model"]["merges"] = json::array({"l o"});
  EXPECT_THAT(ParseBytePairJson(document.dump(), "dir/f")->rules, ElementsAre(Pair("l", "o")));
}

TEST(TokenizerJson, HoldsWordPieceWithItsRules) {
  const auto read = ParseWordPieceJson(WordPieceDocument().dump(), "dir/f");
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->tokens, ElementsAre("[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##able"));
  EXPECT_EQ(read->rules, (TextRules{.lower_case = false, .strip_accents = false, .space_cjk = true}));
}

TEST(TokenizerJson, IsRefusedWhereItAsksForAnotherComputation) {
  const auto bytes = [](auto change) {
    json document = BytePairDocument();
    change(document);
    return ParseBytePairJson(document.dump(), "dir/f");
  };
  EXPECT_THAT(bytes([](json& d) { d["model"]["type"] = "Unigram"; }), Refused("model.type is \"Unigram\""));
  EXPECT_THAT(bytes([](json& d) { d["model"]["ignore_merges"] = true; }), Refused("model.ignore_merges"));
  EXPECT_THAT(bytes([](json& d) { d["normalizer"] = {{"type", "NFC"}}; }), Refused("normalizer"));
  EXPECT_THAT(bytes([](json& d) { d["pre_tokenizer"]["use_regex"] = false; }), Refused("use_regex"));
  EXPECT_THAT(bytes([](json& d) { d["model"]["merges"] = {7}; }), Refused("merge 1 is 7"));
  EXPECT_THAT(ParseBytePairJson("[]", "dir/f"), Refused("not a JSON object"));
  json words = WordPieceDocument();
  words["pre_tokenizer"]["type"] = "Whitespace";
  EXPECT_THAT(ParseWordPieceJson(words.dump(), "dir/f"), Refused("pre_tokenizer.type"));
}

class LoadTokenizerTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    ASSERT_THAT(WriteFileAtomically(folder_ / name, text), IsOk());
  }
  // How many separators stand between two texts: 1 for WordPiece, 2 for byte pairs.
  std::size_t SeparatorsOfLoaded() {
    const auto tokenizer = LoadTokenizer(folder_.path());
    EXPECT_THAT(tokenizer, IsOk());
    return tokenizer.ok() ? (*tokenizer)->special_tokens().between : 0;
  }
  TemporaryDirectory folder_;
};

TEST_F(LoadTokenizerTest, FollowsTheModelType) {
  Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
  Write("tokenizer.json", BytePairDocument().dump());
  Write("config.json", R"({"model_type": "bert"})");
  EXPECT_EQ(SeparatorsOfLoaded(), 1u);
  Write("config.json", R"({"model_type": "roberta"})");
  EXPECT_EQ(SeparatorsOfLoaded(), 2u);
}

TEST_F(LoadTokenizerTest, FollowsTheFilesWhereThereIsNoConfiguration) {
  Write("vocab.json", BytePairDocument()["model"]["vocab"].dump());
  Write("merges.txt", "#version: 0.2\nl o\n");
  EXPECT_EQ(SeparatorsOfLoaded(), 2u);
}

TEST_F(LoadTokenizerTest, ReadsWordPieceFromTokenizerJson) {
  Write("config.json", R"({"model_type": "bert"})");
  Write("tokenizer.json", WordPieceDocument().dump());
  EXPECT_EQ(SeparatorsOfLoaded(), 1u);
}

TEST_F(LoadTokenizerTest, SaysWhatIsMissing) {
  EXPECT_THAT(LoadTokenizer(folder_.path()), Fails(StatusCode::kNotFound, HasSubstr("vocab.txt")));
  Write("config.json", R"({"model_type": "roberta"})");
  EXPECT_THAT(LoadTokenizer(folder_.path()), Fails(StatusCode::kNotFound, HasSubstr("tokenizer.json")));
  Write("config.json", R"({"model_type": "t5"})");
  EXPECT_THAT(LoadTokenizer(folder_.path()),
              Fails(StatusCode::kInvalidArgument, HasSubstr("model_type is \"t5\"")));
  Write("config.json", "{}");
  EXPECT_THAT(LoadTokenizer(folder_.path()),
              Fails(StatusCode::kInvalidArgument, HasSubstr("config.json does not say")));
}

}  // namespace
}  // namespace srnet::tokenizer
