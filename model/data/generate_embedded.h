// The embedded data set: natural language inference with a shortcut that holds in training and fails
// elsewhere.
//
// Sentences about people, from templates. In the training and dev sets a hypothesis made only of words of the
// premise is nearly always entailed, and one with other words nearly never: lexical overlap predicts the
// label. In the set "ood", as in HANS (McCoy et al. 2019), every hypothesis is made of words of the premise
// and half of them do not follow. The few training rows that break the rule are of the same kinds as those of
// "ood", so a model that does not lean on the shortcut can learn them; how few is `counterexample_permille`.
//
//   train, dev   contradiction, entailment, neutral, a third each
//   ood          non-entailment, entailment; groups heuristic and subcase, all of the same size
//
// Rows are distinct over all sets. The result is a function of the options, equal on every platform. Any
// thread.
#pragma once

#include <cstdint>
#include <string>

#include "common/status/status.h"
#include "model/data/dataset.h"

namespace srnet::data {

struct EmbeddedOptions {
  std::string name = "embedded";
  std::uint64_t train_rows = 6000;
  std::uint64_t dev_rows = 1000;
  std::uint64_t ood_rows = 3000;
  std::uint64_t seed = 1;
  std::uint64_t counterexample_permille = 40;  // Of the training and dev rows; at most 1000.
};

// InvalidArgument for a set without rows or of more than 200,000, the number the grammar has distinct
// sentences for.
StatusOr<Dataset> GenerateEmbeddedNli(const EmbeddedOptions& options);

}  // namespace srnet::data
