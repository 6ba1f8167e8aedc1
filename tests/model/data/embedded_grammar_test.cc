#include "model/data/embedded_grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/tokenizer/words.h"

namespace srnet::data {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr std::uint64_t kDraws = 200;

std::vector<std::string> WordsOf(std::string_view text) {
  tokenizer::Words words;
  words.Split(text, {});
  std::vector<std::string> result;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) result.emplace_back(words[i]);  // Without the full stop.
  return result;
}

bool Contains(const std::vector<std::string>& all, const std::vector<std::string>& part) {
  const std::set<std::string> words(all.begin(), all.end());
  return std::all_of(part.begin(), part.end(), [&words](const auto& word) { return words.count(word) > 0; });
}

bool ContainsInARow(const std::vector<std::string>& all, const std::vector<std::string>& part) {
  return std::search(all.begin(), all.end(), part.begin(), part.end()) != all.end();
}

TEST(Frames, HaveTheWholeClauseInTheSentence) {
  for (const Frame& frame : Frames()) {
    for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
      CounterRandom random(1, draw);
      const Statement statement = frame.make(random);
      EXPECT_TRUE(Contains(WordsOf(statement.sentence), WordsOf(Affirm(statement.clause))))
          << frame.name << ": " << statement.sentence << " " << Affirm(statement.clause);
    }
  }
}

TEST(Frames, OfSubsequenceAndConstituentHaveTheClauseInARow) {
  for (const Frame& frame : Frames()) {
    if (frame.heuristic == "lexical_overlap") continue;
    for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
      CounterRandom random(1, draw);
      const Statement statement = frame.make(random);
      EXPECT_TRUE(ContainsInARow(WordsOf(statement.sentence), WordsOf(Affirm(statement.clause))))
          << frame.name << ": " << statement.sentence << " " << Affirm(statement.clause);
    }
  }
}

TEST(Frames, AreAsManyOfEachHeuristicThatEntailAsThatMislead) {
  std::map<std::string_view, int> balance;
  std::set<std::string_view> names;
  for (const Frame& frame : Frames()) {
    balance[frame.heuristic] += frame.truth == Truth::kEntailed ? 1 : -1;
    names.insert(frame.name);
  }
  EXPECT_EQ(names.size(), Frames().size());
  EXPECT_EQ(balance.size(), 3u);
  for (const auto& [heuristic, difference] : balance) EXPECT_EQ(difference, 0) << heuristic;
}

TEST(Frames, SplitIntoThoseThatEntailAndThoseThatMislead) {
  for (const Frame& frame : EntailingFrames()) EXPECT_EQ(frame.truth, Truth::kEntailed) << frame.name;
  for (const Frame& frame : MisleadingFrames()) EXPECT_NE(frame.truth, Truth::kEntailed) << frame.name;
  EXPECT_EQ(EntailingFrames().size() + MisleadingFrames().size(), Frames().size());
}

TEST(Contradict, DeniesTheClause) {
  const Clause clause{.subject = "nurse", .verb = "thanked", .verb_base = "thank", .object = "judge"};
  CounterRandom random(1, 0);
  for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
    EXPECT_THAT(Contradict(clause, random),
                AnyOf("The nurse never thanked the judge.", "The nurse did not thank the judge.",
                      "Nobody thanked the judge."));
  }
}

TEST(ParaphraseAndDigress, UseAWordThatIsNotInTheSentence) {
  for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
    CounterRandom random(2, draw);
    const Statement statement = random.Choose(EntailingFrames()).make(random);
    const auto words = WordsOf(statement.sentence);
    EXPECT_THAT(Paraphrase(statement.clause, random), HasSubstr("omeone"));
    EXPECT_FALSE(Contains(words, WordsOf(Paraphrase(statement.clause, random))));
    EXPECT_FALSE(Contains(words, WordsOf(Digress(statement.clause, statement.sentence, random))));
  }
}

}  // namespace
}  // namespace srnet::data
