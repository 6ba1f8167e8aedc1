// A description that parses, with a table of each format; tests change one thing of it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "model/tasks/description.h"

namespace srnet::tasks {

inline const std::string kSmallTask = R"(name: small
task: paraphrase
classes: ["no", "yes"]
positive: "yes"
metrics: [accuracy, f1]
folders: [., sub]
tables:
  tab:
    columns: {a: first, b: second, label: gold}
    id: "{set}-{id}"
    values: {"0": "no", "1": "yes"}
  json:
    format: jsonl
    columns: {a: claim, b: [evidence, evidence_sentence], label: [gold_label, label]}
    id: "{line}"
    left_out: ["-"]
sets:
  train: {role: train, table: tab, files: train.tsv}
  dev: {role: dev, table: json, files: dev.jsonl}
  hard:
    role: ood
    table: tab
    files: [hard.tsv, hard/test.tsv]
    groups: {kind: kind, level: 5}
    optional: true
  extra:
    role: oracle
    table: json
    files: extra.jsonl
    values: {good: "yes", bad: "no"}
    copies: 3
    optional: true
)";

inline std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) ADD_FAILURE() << "\"" << from << "\" is not in " << text;
  return text.replace(at, from.size(), to);
}

}  // namespace srnet::tasks
