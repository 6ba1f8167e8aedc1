#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/model/tasks/small_task.h"
#include "tests/support/status_matchers.h"

namespace srnet::tasks {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(TaskDescription, SaysWhatEachSetIs) {
  const auto task = ParseDescription(kSmallTask);
  ASSERT_THAT(task, IsOk());
  EXPECT_EQ(task->name, "small");
  EXPECT_EQ(task->task, "paraphrase");
  EXPECT_THAT(task->classes, ElementsAre("no", "yes"));
  ASSERT_THAT(task->sets, SizeIs(4));
  const SetDescription& train = task->sets[0];
  EXPECT_EQ(train.set.role, data::Role::kTrain);
  EXPECT_THAT(train.set.label_merge, ElementsAre(0, 1));
  EXPECT_EQ(train.set.positive, "yes");
  EXPECT_THAT(train.set.metrics, ElementsAre("accuracy", "f1"));
  EXPECT_THAT(train.values, ElementsAre(Pair("0", 0), Pair("1", 1)));
  EXPECT_FALSE(train.optional);
}

TEST(TaskDescription, ReadsColumnsByNameAlternativeAndPosition) {
  const auto task = ParseDescription(kSmallTask);
  ASSERT_THAT(task, IsOk());
  EXPECT_THAT(task->sets[1].table.b.names, ElementsAre("evidence", "evidence_sentence"));
  EXPECT_THAT(task->sets[2].set.groups, ElementsAre("kind", "level"));
  EXPECT_THAT(task->sets[2].groups[0].names, ElementsAre("kind"));
  EXPECT_EQ(task->sets[2].groups[1].position, 5);
}

TEST(TaskDescription, GivesALabelItsOwnNameWhereTheTableNamesNone) {
  const auto task = ParseDescription(kSmallTask);
  ASSERT_THAT(task, IsOk());
  EXPECT_THAT(task->sets[1].values, ElementsAre(Pair("no", 0), Pair("yes", 1)));
  EXPECT_THAT(task->sets[3].values, ElementsAre(Pair("good", 1), Pair("bad", 0)));
}

TEST(TaskDescription, MergesClassesIntoFewerLabels) {
  const auto task = ParseDescription(R"(name: three
classes: [contradiction, entailment, neutral]
positive: entailment
tables:
  t: {columns: {a: 0, b: 1, label: -1}, header: false}
sets:
  train: {role: train, table: t, files: a}
  dev: {role: dev, table: t, files: b}
  hans:
    role: ood
    table: t
    files: c
    labels: [non-entailment, entailment]
    merge: {neutral: non-entailment, contradiction: non-entailment, entailment: entailment}
)");
  ASSERT_THAT(task, IsOk());
  EXPECT_THAT(task->sets[2].set.label_merge, ElementsAre(0, 1, 0));
  EXPECT_EQ(task->sets[2].set.positive, "entailment");
  EXPECT_EQ(task->sets[0].table.label.position, -1);
}

struct Mistake {
  std::string from;
  std::string to;
  std::string message;
};

class WrongDescription : public ::testing::TestWithParam<Mistake> {};

TEST_P(WrongDescription, IsRefusedAtItsPlace) {
  const auto& [from, to, message] = GetParam();
  EXPECT_THAT(ParseDescription(Replaced(kSmallTask, from, to)),
              Fails(StatusCode::kInvalidArgument, HasSubstr(message)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongDescription,
    ::testing::Values(
        Mistake{kSmallTask, "", "the description is empty"},
        Mistake{kSmallTask, "[1]", "line 1, column 1: the description: expected a mapping"},
        Mistake{"name: small", "nme: small", "line 1, column 1: nme: unknown key; known are name, task"},
        Mistake{"name: small\n", "", "name: is missing"},
        Mistake{"task: paraphrase", "task: qa",
                "line 2, column 7: task: \"qa\" is none of nli, paraphrase, fact"},
        Mistake{"positive: \"yes\"", "positive: maybe",
                "positive: \"maybe\" is not one of the classes [no, yes]"},
        Mistake{"[accuracy, f1]", "[accuracy, f2]", "has the metric \"f2\"; known are accuracy, f1"},
        Mistake{"positive: \"yes\"\n", "", "metric \"f1\" of set \"train\" is for two labels"},
        Mistake{"format: jsonl", "format: csv", "tables.json.format: \"csv\" is neither tsv nor jsonl"},
        Mistake{"label: gold}", "label: gold, x: y}",
                "tables.tab.columns.x: unknown key; known are a, b, label"},
        Mistake{", label: gold}", "}", "tables.tab.columns.label: is missing"},
        Mistake{"a: claim", "a: 1", "tables.json.columns: JSON lines have names, not positions"},
        Mistake{"    id: \"{set}-{id}\"\n", "    header: false\n",
                "without a header there are only positions"},
        Mistake{"format: jsonl", "format: jsonl\n    ragged: true",
                "tables.json.ragged: only a TSV file with a header has a number of columns"},
        Mistake{"format: jsonl", "format: jsonl\n    refused_columns: {qid: indices}",
                "tables.json.refused_columns: only a TSV file with a header has a number of columns"},
        Mistake{"{set}-{id}\"", "{set}-{id}\"\n    refused_texts: [x]", "refused_texts: expected a mapping"},
        Mistake{"{set}-{id}", "{set-{id}", "a brace without the other"},
        Mistake{"{set}-{id}", "{}", "a brace without the other"},
        Mistake{"{set}-{id}", "id}", "a brace without the other"}));

INSTANTIATE_TEST_SUITE_P(
    Sets, WrongDescription,
    ::testing::Values(
        Mistake{"role: ood", "role: odd", "sets.hard.role: \"odd\" is not a role of a set: train, dev, test"},
        Mistake{"table: json, files: dev", "table: jsn, files: dev",
                "sets.dev.table: there is no table \"jsn\""},
        Mistake{"role: dev", "role: test", "there must be exactly one of role dev, there are 0"},
        Mistake{"role: ood", "role: dev", "there must be exactly one of role dev, there are 2"},
        Mistake{"copies: 3", "copies: 0", "set \"extra\" has 0 copies"},
        Mistake{"copies: 3", "copies: many", "sets.extra.copies: expected a whole number, got \"many\""},
        Mistake{"role: oracle", "role: ood", "only a set of role oracle may"},
        Mistake{"optional: true", "optional: maybe", "expected true or false"},
        Mistake{"good: \"yes\"", "good: fine",
                "sets.extra.values: \"fine\" is not one of the labels [no, yes]"},
        Mistake{"\"1\": \"yes\"", "\"1\": fine", "sets.train.table: the table means \"fine\" by \"1\""},
        Mistake{"groups: {kind: kind, level: 5}", "labels: [a, b]",
                "sets.hard.merge: it must give one of the labels [a, b] for each of the classes [no, yes]"},
        Mistake{"groups: {kind: kind, level: 5}", "merge: {maybe: \"no\"}", "sets.hard.merge: it must give"},
        Mistake{"  train: {role", "  \"tr ain\": {role", "the name \"tr ain\" of a set"},
        Mistake{"files: train.tsv", "files: []", "sets.train.files: expected a list of words"},
        Mistake{"folders: [., sub]", "folders: {a: b}", "folders: expected a list of words"}));

TEST(TaskDescription, ReportsEveryMistakeAtOnce) {
  const std::string text =
      Replaced(Replaced(kSmallTask, "role: ood", "role: odd"), "task: paraphrase", "task: qa");
  EXPECT_THAT(ParseDescription(text), Fails(StatusCode::kInvalidArgument, HasSubstr("\"qa\" is none of")));
  EXPECT_THAT(ParseDescription(text),
              Fails(StatusCode::kInvalidArgument, HasSubstr("\"odd\" is not a role")));
}

}  // namespace
}  // namespace srnet::tasks
