// What the logits of a set are worth: the metrics it asks for, the accuracy by group, and the cross-entropy.
//
// The prediction of a row is the argmax over the model's classes (the lowest one on a tie), turned into a
// label of the set by its label_merge: HANS knows no "neutral", so {contradiction, entailment, neutral} merge
// as {0, 1, 0}. No probabilities are summed.
//
//   metric      group                      of which rows
//   those of the set ""                    all (model/metrics/metric.h: accuracy, f1, weighted_f1, ...)
//   accuracy    "<value>/<gold label>"     a value of the first group column and a gold label,
//                                          "lexical_overlap/non-entailment"
//   accuracy    "<column>:<value>"         a value of any further group column, "subcase:ce_adverb"
//   loss        ""                         all; only where the set has the model's own classes
//
// Empty group values and groups without rows are left out. Sorted by metric, then group. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "model/data/tokenised_dataset.h"

namespace srnet::evaluation {

struct SetMetric {
  std::string metric;
  std::string group;
  double value = 0;
  bool operator==(const SetMetric&) const = default;
};

// logits [rows, K] float32.
std::vector<SetMetric> SetMetrics(const data::TokenisedSet& set, const at::Tensor& logits);

}  // namespace srnet::evaluation
