// A data set of three small sets that passes every check; tests spoil one thing of it.
#pragma once

#include "model/data/dataset.h"

namespace srnet::data {

inline Dataset SmallDataset() {
  Dataset dataset;
  dataset.name = "small";
  dataset.task = "nli";
  dataset.labels = {"contradiction", "entailment", "neutral"};
  LabelledSet train;
  train.name = "train";
  train.role = Role::kTrain;
  train.labels = dataset.labels;
  train.label_merge = {0, 1, 2};
  train.positive = "entailment";
  train.rows = {{"train-0", "a cat sat", "a cat", 1, {}},
                {"train-1", "a dog ran", "no dog ran", 0, {}},
                {"train-2", "caf\u00e9 \"bar\"\tx", "one\\two", 2, {}}};
  LabelledSet dev = train;
  dev.name = "dev";
  dev.role = Role::kDev;
  dev.rows.resize(2);
  LabelledSet ood;
  ood.name = "ood";
  ood.role = Role::kOod;
  ood.labels = {"non-entailment", "entailment"};
  ood.label_merge = {0, 1, 0};
  ood.positive = "entailment";
  ood.metrics = {"accuracy", "f1"};
  ood.groups = {"heuristic", "subcase"};
  ood.rows = {{"ood-0", "the cat saw the dog", "the dog saw the cat", 0, {"lexical_overlap", "swap"}}};
  dataset.sets = {train, dev, ood};
  return dataset;
}

// With an oracle set of two rows, each given twice.
inline Dataset SmallDatasetWithOracle() {
  Dataset dataset = SmallDataset();
  LabelledSet oracle = dataset.sets[0];
  oracle.name = "ood-train";
  oracle.role = Role::kOracle;
  oracle.copies = 2;
  oracle.rows = {{"o-0", "a cat", "no cat", 0, {}}, {"o-1", "a dog ran", "a dog", 1, {}}};
  dataset.sets.push_back(oracle);
  return dataset;
}

}  // namespace srnet::data
