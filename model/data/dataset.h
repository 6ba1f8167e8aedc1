// A data set as srnet stores it: pairs of texts with labels, in one training set and the sets a model is
// judged on.
//
// Labels are indices. Those of the training set are the model's classes; an evaluation set may have fewer
// labels, and `label_merge` says which of its labels each class means: HANS has {non-entailment, entailment},
// so the classes {contradiction, entailment, neutral} merge as {0, 1, 0}. Plain values, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"

namespace srnet::data {

enum class Role {
  kTrain,  // Trained on.
  kDev,    // In distribution: selects the best checkpoint.
  kOod,    // Out of distribution: only reported.
};

std::string_view RoleName(Role role);  // "train", "dev", "ood"
StatusOr<Role> ParseRole(std::string_view name);

struct Row {
  std::string id;
  std::string a;
  std::string b;
  int label = 0;                    // Index into the labels of the row's set.
  std::vector<std::string> groups;  // One value for each group column of the set, "" where it has none.

  bool operator==(const Row&) const = default;
};

struct LabelledSet {
  std::string name;
  Role role = Role::kTrain;
  std::vector<std::string> labels;
  std::vector<int> label_merge;     // Class of the model -> label of this set.
  std::string metric = "accuracy";  // The only one so far.
  std::vector<std::string> groups;  // Names of the group columns, for example "heuristic".
  std::vector<Row> rows;

  bool operator==(const LabelledSet&) const = default;
};

struct Dataset {
  std::string name;
  std::string task;                 // "nli"
  std::vector<std::string> labels;  // The model's classes, in the order of its logits.
  std::vector<LabelledSet> sets;

  bool operator==(const Dataset&) const = default;
};

// InvalidArgument unless names are distinct and made of [a-z0-9_-], there are one training set and one dev
// set, every set has rows, labels are distinct and merge into the set's own ones, and every row has an id, a
// label in range and its groups.
Status CheckDataset(const Dataset& dataset);

// The checks of one set without its rows, and of one of its rows; `CheckDataset` is made of these.
Status CheckSet(const Dataset& dataset, const LabelledSet& set);
Status CheckRow(const LabelledSet& set, const Row& row);

// The set of that name or role, or nullptr.
const LabelledSet* FindSet(const Dataset& dataset, std::string_view name);
const LabelledSet* FindSet(const Dataset& dataset, Role role);

}  // namespace srnet::data
