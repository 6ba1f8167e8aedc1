#include "tests/e2e/published_files.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

namespace srnet::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kTrainingRows = 50;
constexpr int kEvaluationRows = 20;
constexpr int kOracleRows = 10;

void WriteLines(const fs::path& file, const std::string& header, int rows,
                const std::function<std::string(int)>& row) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file);
  if (!header.empty()) out << header << "\n";
  for (int i = 0; i < rows; ++i) out << row(i) << "\n";
}

template <std::size_t n>
std::string_view Pick(const std::array<std::string_view, n>& words, int i) {
  return words[static_cast<std::size_t>(i) % n];
}

// Two sentences about the same people; every third time the second one is a part of the first.
std::string First(int i) {
  constexpr std::array<std::string_view, 5> kPeople = {"doctor", "actor", "judge", "pilot", "tourist"};
  constexpr std::array<std::string_view, 3> kDeeds = {"saw", "paid", "called"};
  return fmt::format("The {} {} the {} .", Pick(kPeople, i), Pick(kDeeds, i / 2), Pick(kPeople, i + 2));
}
std::string Second(int i) { return i % 3 == 0 ? First(i) : First(i + 1); }

void WriteNli(const fs::path& folder) {
  constexpr std::array<std::string_view, 3> kLabels = {"contradiction", "entailment", "neutral"};
  constexpr std::string_view kColumns =
      "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\t"
      "sentence2_parse\tsentence1\tsentence2\tlabel1\t";
  const auto row = [&](int i, std::string_view more_labels) {
    return fmt::format("{}\t{}\t{}\tfiction\t( x )\t( x )\t( x )\t( x )\t{}\t{}\tneutral\t{}{}", i, i, i,
                       First(i), Second(i), more_labels, Pick(kLabels, i));
  };
  WriteLines(folder / "train.tsv", fmt::format("{}gold_label", kColumns), kTrainingRows,
             [&](int i) { return row(i, ""); });
  for (const char* file : {"dev_matched.tsv", "dev_mismatched.tsv"}) {
    WriteLines(folder / file, fmt::format("{}label2\tlabel3\tlabel4\tlabel5\tgold_label", kColumns),
               kEvaluationRows, [&](int i) { return row(i + 7, "neutral\tneutral\tneutral\tneutral\t"); });
  }
}

void WriteHans(const fs::path& folder) {
  constexpr std::array<std::string_view, 2> kLabels = {"non-entailment", "entailment"};
  constexpr std::array<std::string_view, 3> kHeuristics = {"lexical_overlap", "subsequence", "constituent"};
  const auto row = [&](int i) {
    return fmt::format("{}\t( x )\t( x )\t( x )\t( x )\t{}\t{}\tex{}\t{}\tcase_{}\ttemp1", Pick(kLabels, i),
                       First(i), Second(i + 1), i, Pick(kHeuristics, i / 2), i % 4);
  };
  const std::string columns =
      "gold_label\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse\tsentence2_parse\t"
      "sentence1\tsentence2\tpairID\theuristic\tsubcase\ttemplate";
  WriteLines(folder / "heuristics_evaluation_set.txt", columns, kEvaluationRows, row);
  WriteLines(folder / "heuristics_train_set.txt", columns, kOracleRows, row);
}

void WriteParaphrases(const fs::path& folder) {
  const auto qqp = [](int i) {
    return fmt::format("{}\t{}\t{}\t{}\t{}\t{}", i, 2 * i, 2 * i + 1, First(i), Second(i),
                       i % 3 == 0 ? 1 : 0);
  };
  const auto paws = [](int i) { return fmt::format("{}\t{}\t{}\t{}", i, First(i), Second(i + 1), i % 2); };
  const std::string qqp_columns = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate";
  const std::string paws_columns = "id\tsentence1\tsentence2\tlabel";
  WriteLines(folder / "train.tsv", qqp_columns, kTrainingRows, qqp);
  WriteLines(folder / "dev.tsv", qqp_columns, kEvaluationRows, [&](int i) { return qqp(i + 7); });
  WriteLines(folder / "paws_qqp/dev_and_test.tsv", paws_columns, kEvaluationRows, paws);
  WriteLines(folder / "paws_wiki/test.tsv", paws_columns, kEvaluationRows, paws);
  WriteLines(folder / "paws_qqp/train.tsv", paws_columns, kOracleRows, paws);
  WriteLines(folder / "paws_wiki/train.tsv", paws_columns, kOracleRows, paws);
}

void WriteFacts(const fs::path& folder) {
  constexpr std::array<std::string_view, 3> kLabels = {"SUPPORTS", "REFUTES", "NOT ENOUGH INFO"};
  constexpr std::array<std::string_view, 2> kDecided = {"SUPPORTS", "REFUTES"};
  const auto row = [](int i, const char* evidence, const char* gold, std::string_view label) {
    return fmt::format(R"({{"id": {}, "claim": "{}", "{}": "{}", "{}": "{}"}})", i, First(i), evidence,
                       Second(i), gold, label);
  };
  WriteLines(folder / "fever.train.jsonl", "", kTrainingRows,
             [&](int i) { return row(i, "evidence", "gold_label", Pick(kLabels, i)); });
  const auto decided = [&](int i) { return row(i + 7, "evidence", "gold_label", Pick(kDecided, i)); };
  WriteLines(folder / "fever.dev.jsonl", "", kEvaluationRows, decided);
  WriteLines(folder / "symmetric_v0.1/fever_symmetric_generated.jsonl", "", kEvaluationRows,
             [&](int i) { return row(i, "evidence_sentence", "label", Pick(kDecided, i)); });
  WriteLines(folder / "symmetric_v0.2/fever_symmetric_test.jsonl", "", kEvaluationRows, decided);
  WriteLines(folder / "symmetric_v0.2/fever_symmetric_dev.jsonl", "", kOracleRows, decided);
}

}  // namespace

void WritePublishedFiles(const fs::path& folder) {
  WriteNli(folder / "MNLI");
  WriteHans(folder / "MNLI/hans");
  WriteParaphrases(folder / "QQP");
  WriteFacts(folder / "fever");
}

}  // namespace srnet::testing
