// The descriptions that come with srnet, on rows of the published formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/files/files.h"
#include "model/tasks/import_task.h"
#include "model/tasks/registry.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::tasks {
namespace {

using data::FindSet;
using data::LabelledSet;
using data::Role;
using data::Row;
using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kQqpHeader[] = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate";
constexpr char kPawsHeader[] = "id\tsentence1\tsentence2\tlabel";
constexpr char kPawsIndexHeader[] = "id\tqid1\tsentence1\tqid2\tsentence2\tlabel";

class BuiltinDescription : public ::testing::Test {
 protected:
  void Write(const std::string& file, const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    ASSERT_THAT(MakeDirectories((folder_ / file).parent_path()), IsOk());
    ASSERT_THAT(WriteFileAtomically(folder_ / file, text), IsOk());
  }

  void WriteParaphrases() {
    Write("QQP/train.tsv", {kQqpHeader, "133273\t213221\t213222\tWhy \"?\tHow ?\t0"});
    Write("QQP/dev.tsv", {kQqpHeader, "201359\t303345\t303346\tWhy ?\tWhy, then ?\t1"});
    Write("QQP/paws_qqp/dev_and_test.tsv", {kPawsHeader, "1\tA to B\tB to A\t0"});
    Write("QQP/paws_qqp/train.tsv", {kPawsHeader, "1\tC to D\tD to C\t0"});
    Write("QQP/paws_wiki/test.tsv", {kPawsHeader, "1\tE is F\tF is E\t1"});
  }

  data::Dataset Import(const std::string& task) {
    const auto description = FindDescription(task);
    EXPECT_THAT(description, IsOk());
    const auto import = ImportTask(*description, folder_.path(), {.strict = true});
    EXPECT_THAT(import, IsOk());
    if (!import.ok()) return {};
    absent_ = import->absent;
    for (const ImportedFile& file : import->files) left_out_.push_back(file.left_out);
    return import->dataset;
  }

  TemporaryDirectory folder_;
  std::vector<std::string> absent_;
  std::vector<std::int64_t> left_out_;  // Of each file.
};

constexpr char kMnliHeader[] =
    "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\t"
    "sentence2_parse\tsentence1\tsentence2\tlabel1\tgold_label";
constexpr char kMnliDevHeader[] =
    "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\t"
    "sentence2_parse\tsentence1\tsentence2\tlabel1\tlabel2\tlabel3\tlabel4\tlabel5\tgold_label";
constexpr char kMnliDevRow[] = "3\tp\tq\tg\tx\tx\tx\tx\tIt rains.\tIt is wet.\tneutral\tn\tn\tn\tn\tneutral";
constexpr char kHansHeader[] =
    "gold_label\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_"
    "parse\tsentence1\t"
    "sentence2\tpairID\theuristic\tsubcase\ttemplate";
constexpr char kHansRow[] =
    "non-entailment\t\t\t\t\tThe a saw b .\tThe b saw a .\tex7\tlexical_overlap\tln_swap\tt1";

TEST_F(BuiltinDescription, NliReadsMnliAndHans) {
  Write("MNLI/train.tsv", {kMnliHeader, "7\tp\tq\tg\tx\tx\tx\tx\tA \"b.\tC\tneutral\tcontradiction"});
  Write("MNLI/dev_matched.tsv", {kMnliDevHeader, kMnliDevRow});
  Write("MNLI/dev_mismatched.tsv", {kMnliDevHeader, kMnliDevRow});
  Write("MNLI/hans/heuristics_evaluation_set.txt", {kHansHeader, kHansRow});
  Write("MNLI/hans/heuristics_train_set.txt", {kHansHeader, kHansRow});
  const data::Dataset dataset = Import("nli");
  EXPECT_EQ(dataset.task, "nli");
  EXPECT_THAT(dataset.labels, ElementsAre("contradiction", "entailment", "neutral"));
  EXPECT_THAT(FindSet(dataset, "train")->rows, ElementsAre(Row{"train-7", "A \"b.", "C", 0, {}}));
  EXPECT_THAT(FindSet(dataset, "dev")->rows, ElementsAre(Row{"dev-3", "It rains.", "It is wet.", 2, {}}));
  EXPECT_EQ(FindSet(dataset, "dev-mismatched")->role, Role::kTest);
  const LabelledSet& hans = *FindSet(dataset, "hans");
  EXPECT_EQ(hans.role, Role::kOod);
  EXPECT_THAT(hans.label_merge, ElementsAre(0, 1, 0)) << "neutral is no entailment";
  EXPECT_THAT(hans.groups, ElementsAre("heuristic", "subcase"));
  EXPECT_THAT(hans.rows,
              ElementsAre(Row{"ex7", "The a saw b .", "The b saw a .", 0, {"lexical_overlap", "ln_swap"}}));
  const LabelledSet& oracle = *FindSet(dataset, "hans-train");
  EXPECT_EQ(oracle.role, Role::kOracle);
  EXPECT_THAT(oracle.rows, ElementsAre(Row{"ex7", "The a saw b .", "The b saw a .", 0, {}}))
      << "a contradiction";
}

TEST_F(BuiltinDescription, NliDoesWithoutMismatchedRowsAndHansTrain) {
  Write("train.tsv", {kMnliHeader, "7\tp\tq\tg\tx\tx\tx\tx\tA\tC\tneutral\tentailment"});
  Write("dev_matched.tsv", {kMnliDevHeader, kMnliDevRow});
  Write("heuristics_evaluation_set.txt", {kHansHeader, kHansRow});
  EXPECT_EQ(Import("nli").sets.size(), 3u);
  EXPECT_EQ(absent_.size(), 2u);
}

TEST_F(BuiltinDescription, ParaphraseReadsQqpAndPaws) {
  WriteParaphrases();
  const data::Dataset dataset = Import("paraphrase");
  EXPECT_EQ(dataset.task, "paraphrase");
  EXPECT_THAT(FindSet(dataset, "train")->rows, ElementsAre(Row{"train-133273", "Why \"?", "How ?", 0, {}}));
  EXPECT_THAT(FindSet(dataset, "dev")->rows, ElementsAre(Row{"dev-201359", "Why ?", "Why, then ?", 1, {}}));
  EXPECT_THAT(FindSet(dataset, "paws-qqp")->rows, ElementsAre(Row{"paws-qqp-1", "A to B", "B to A", 0, {}}));
  EXPECT_THAT(FindSet(dataset, "paws-wiki")->rows,
              ElementsAre(Row{"paws-wiki-1", "E is F", "F is E", 1, {}}));
  EXPECT_EQ(FindSet(dataset, "paws-qqp-train")->role, Role::kOracle);
  for (const char* set : {"dev", "paws-qqp", "paws-wiki"}) {
    EXPECT_EQ(FindSet(dataset, set)->metrics.size(), 6u) << set;
    EXPECT_EQ(FindSet(dataset, set)->positive, "duplicate") << set;
  }
}

TEST_F(BuiltinDescription, ParaphraseKnowsTheRowsOfQqpWithOtherColumns) {
  WriteParaphrases();
  Write("QQP/train.tsv",
        {kQqpHeader, "1\t2\t3\tWhy ?\tHow ?\t0", "4\t5\t6\tWhy ?", "7\t8\t9\tA\tB\tC\tD\t1"});
  const data::Dataset dataset = Import("paraphrase");
  EXPECT_THAT(FindSet(dataset, "train")->rows, ElementsAre(Row{"train-1", "Why ?", "How ?", 0, {}}));
  EXPECT_THAT(left_out_, ElementsAre(2, 0, 0, 0, 0));
}

TEST_F(BuiltinDescription, ParaphraseTakesTheTextsThatWereMadeOfTheIndices) {
  WriteParaphrases();
  Write("QQP/paws_qqp/dev_and_test.tsv", {kPawsIndexHeader, "1\t15\t0/1/2\t16\t2/1/(15, 0):(15, 1)\t0"});
  Write("QQP/paws_qqp/output/dev_and_test.tsv", {kPawsHeader, "1\tA to B\tB to A\t0"});
  Write("QQP/paws_qqp/train.tsv", {kPawsIndexHeader, "1\t15\t0/1/2\t16\t2/1/0\t0"});
  Write("QQP/paws_qqp/output/train.tsv", {kPawsHeader, "1\tC to D\tD to C\t0"});
  const data::Dataset dataset = Import("paraphrase");
  EXPECT_THAT(FindSet(dataset, "paws-qqp")->rows, ElementsAre(Row{"paws-qqp-1", "A to B", "B to A", 0, {}}));
  EXPECT_EQ(FindSet(dataset, "paws-qqp-train")->rows.at(0).a, "C to D");
}

TEST_F(BuiltinDescription, ParaphraseRefusesTheIndicesThemselves) {
  WriteParaphrases();
  Write("QQP/paws_qqp/dev_and_test.tsv", {kPawsIndexHeader, "1\t15\t0/1/2\t16\t2/1/(15, 0):(15, 1)\t0"});
  EXPECT_THAT(ImportTask(*FindDescription("paraphrase"), folder_.path(), {}),
              Fails(StatusCode::kInvalidArgument,
                    AllOf(HasSubstr("dev_and_test.tsv:1: there is a column \"qid1\""),
                          HasSubstr("run qqp_generate_data.py"), HasSubstr("paws_qqp/output/"))));
}

TEST_F(BuiltinDescription, ParaphraseRefusesTextsThatPythonPrintedAsBytes) {
  for (const char* text : {"b'How do I ?'", "b\"What 's up ?\"", "\"b\"\"What 's up ?\"\"\""}) {
    WriteParaphrases();
    Write("QQP/paws_qqp/dev_and_test.tsv", {kPawsHeader, std::string("1\tA to B\t") + text + "\t0"});
    EXPECT_THAT(ImportTask(*FindDescription("paraphrase"), folder_.path(), {}),
                Fails(StatusCode::kInvalidArgument,
                      AllOf(HasSubstr("dev_and_test.tsv:2: a text begins with "), HasSubstr("encode"))))
        << text;
  }
}

TEST_F(BuiltinDescription, FactReadsFeverAndItsSymmetricSets) {
  Write("fever/fever.train.jsonl",
        {R"({"id": 1, "claim": "C", "evidence": "E", "gold_label": "NOT ENOUGH INFO"})"});
  Write("fever/fever.dev.jsonl",
        {R"({"claim": "C", "evidence": "E", "gold_label": "REFUTES", "label": "SUPPORTS"})"});
  Write("fever/symmetric_v0.1/fever_symmetric_generated.jsonl",
        {R"({"id": "8", "label": "SUPPORTS", "claim": "C", "evidence_sentence": "S"})"});
  Write("fever/symmetric_v0.2/fever_symmetric_test.jsonl",
        {R"({"claim": "C", "evidence": "S", "gold_label": "REFUTES", "evid": [["x", 1.0]]})"});
  Write("fever/symmetric_v0.2/fever_symmetric_dev.jsonl",
        {R"({"claim": "D", "evidence": "S", "gold_label": "SUPPORTS"})"});
  const data::Dataset dataset = Import("fact");
  EXPECT_THAT(dataset.labels, ElementsAre("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"));
  EXPECT_THAT(FindSet(dataset, "train")->rows, ElementsAre(Row{"train-1", "C", "E", 2, {}})) << "claim first";
  EXPECT_THAT(FindSet(dataset, "dev")->rows, ElementsAre(Row{"dev-1", "C", "E", 1, {}}))
      << "gold_label first";
  EXPECT_THAT(FindSet(dataset, "symmetric-v1")->rows, ElementsAre(Row{"symmetric-v1-1", "C", "S", 0, {}}));
  EXPECT_THAT(FindSet(dataset, "symmetric-v1")->label_merge, ElementsAre(0, 1, 2))
      << "no merge: neither is right";
  EXPECT_EQ(FindSet(dataset, "symmetric-v2")->rows.size(), 1u);
  EXPECT_EQ(FindSet(dataset, "symmetric-v2-dev")->copies, 10);
  EXPECT_THAT(absent_, IsEmpty());
}

TEST_F(BuiltinDescription, SnliOfTheExamplesIsATaskToo) {
  Write(
      "snli_1.0/snli_1.0_train.jsonl",
      {R"({"annotator_labels": ["neutral"], "captionID": "3416050480.jpg#4", "gold_label": "neutral", )"
       R"("pairID": "3416050480.jpg#4r1n", "sentence1": "A", "sentence1_binary_parse": "A", "sentence2": "B"})",
       R"({"gold_label": "-", "pairID": "x", "sentence1": "A", "sentence2": "B"})"});
  for (const char* file : {"snli_1.0/snli_1.0_dev.jsonl", "snli_1.0/snli_1.0_test.jsonl"}) {
    Write(file, {R"({"gold_label": "entailment", "pairID": "y", "sentence1": "A", "sentence2": "B"})"});
  }
  Write("MNLI/dev_matched.tsv", {kMnliDevHeader, kMnliDevRow});
  Write("MNLI/hans/heuristics_evaluation_set.txt", {kHansHeader, kHansRow});
  const data::Dataset dataset = Import(SRNET_SOURCE_FOLDER "/docs/tasks/snli.yaml");
  EXPECT_EQ(dataset.name, "snli");
  EXPECT_THAT(FindSet(dataset, "train")->rows, ElementsAre(Row{"3416050480.jpg#4r1n", "A", "B", 2, {}}));
  EXPECT_EQ(FindSet(dataset, "test")->role, Role::kTest);
  EXPECT_EQ(FindSet(dataset, "mnli")->role, Role::kOod);
  EXPECT_THAT(FindSet(dataset, "hans")->label_merge, ElementsAre(0, 1, 0));
}

TEST(FindDescription, NamesTheBuiltinDescriptionsWhenThereIsNoSuchFile) {
  EXPECT_THAT(FindDescription("qqp"),
              Fails(StatusCode::kNotFound, HasSubstr("\"qqp\" is neither a file nor one of "
                                                     "the built-in tasks nli, paraphrase, "
                                                     "fact")));
}

TEST(FindDescription, NamesTheFileThatIsWrong) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "t.yaml", "name: [x]\n"), IsOk());
  EXPECT_THAT(FindDescription(folder / "t.yaml"),
              Fails(StatusCode::kInvalidArgument,
                    AllOf(HasSubstr("t.yaml: line 1, column 1: classes: is missing"),
                          HasSubstr("line 1, column 7: name: expected a word, got a list"))));
}

}  // namespace
}  // namespace srnet::tasks
