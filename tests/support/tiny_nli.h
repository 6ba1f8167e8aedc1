// A natural-language-inference task small enough to train in a blink: a model folder, a data set, and both
// opened.
//
// Three classes that the words of the hypothesis tell apart, a dev set like the training set, an OOD set with
// two labels and the groups heuristic and subcase, and 12 rows for an oracle, twice. The model has 2 layers,
// d = 32, and a vocabulary of 40. All of it is the same on every run.
#pragma once

#include <filesystem>

#include "model/data/dataset.h"
#include "model/data/tokenised_dataset.h"
#include "model/encoder/bert_config.h"
#include "model/encoder/weights.h"

namespace srnet::testing {

struct TinySizes {
  int train = 96;
  int dev = 24;
  int ood = 24;
};

encoder::BertConfig TinyConfig();
encoder::Weights TinyWeights();
data::Dataset TinyDataset(const TinySizes& sizes = {});

// Writes config.json, model.safetensors and vocab.txt.
void WriteTinyModel(const std::filesystem::path& folder);

// Writes the tokenised form to `file` and opens it.
data::TokenisedDataset TinyTokens(const std::filesystem::path& file, const TinySizes& sizes = {});

}  // namespace srnet::testing
