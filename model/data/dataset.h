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
  kTrain,   // Trained on.
  kDev,     // In distribution: selects the best checkpoint.
  kTest,    // In distribution: reported at the end alone, as MNLI's mismatched rows are.
  kOod,     // Out of distribution: only reported.
  kOracle,  // Further training rows, out of distribution, that an oracle alone is given.
};

std::string_view RoleName(Role role);  // "train", "dev", "test", "ood", "oracle"
StatusOr<Role> ParseRole(std::string_view name);

// Whether its rows are trained on, never evaluated.
inline bool IsForTraining(Role role) { return role == Role::kTrain || role == Role::kOracle; }

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
  std::vector<int> label_merge;                     // Class of the model -> label of this set.
  std::string positive = {};                        // The label that f1 and the recalls are of, "" for none.
  std::vector<std::string> metrics = {"accuracy"};  // What it is judged by, names of model/metrics/metric.h.
  int copies = 1;                                   // How often an oracle is given each row.
  std::vector<std::string> groups = {};             // Names of the group columns, for example "heuristic".
  std::vector<Row> rows = {};

  bool operator==(const LabelledSet&) const = default;
};

struct Dataset {
  std::string name;
  std::string task;  // The kind of task, which chooses a recipe: "nli", "paraphrase" or "fact".
  std::vector<std::string> labels;  // The model's classes, in the order of its logits.
  std::vector<LabelledSet> sets;

  bool operator==(const Dataset&) const = default;
};

// InvalidArgument unless names are distinct and made of [a-z0-9_-], there are one training set and one dev
// set, every set has rows, labels are distinct and merge into the set's own ones, metrics are known and the
// set has the labels they need, what is trained on has the classes as labels and the groups of the training
// set, and every row has an id, a label in range and its groups.
Status CheckDataset(const Dataset& dataset);

// The checks of one set without its rows, and of one of its rows; `CheckDataset` is made of these.
Status CheckSet(const Dataset& dataset, const LabelledSet& set);
Status CheckRow(const LabelledSet& set, const Row& row);

// The set of that name or role, or nullptr.
const LabelledSet* FindSet(const Dataset& dataset, std::string_view name);
const LabelledSet* FindSet(const Dataset& dataset, Role role);

}  // namespace srnet::data
