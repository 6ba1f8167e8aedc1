// Fits the lexical-overlap bias model and predicts the rows it was fitted on.
//
// A binary model, the positive class (entailment, duplicate) or not, of the features of lexical_overlap.h;
// its two log-probabilities (l0, l1) become those of K classes by sharing "not positive" equally (Clark et
// al. 2019, released code):
//
//   b = (l0 - ln 2, l1, l0 - ln 2)      for (contradiction, entailment, neutral)
//   b = (l0, l1)                        for (not_duplicate, duplicate)
//
// One text plays the hypothesis, which overlap is counted from, and the other one the premise. For
// paraphrases nobody says which; question 2 is the default, as the hypothesis is text 2 of inference.
//
// Rows are predicted by the model fitted on them, without cross-fitting, as in the released code. A pure
// function of the rows and options. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "common/status/status.h"
#include "model/bias/predictions.h"
#include "model/bias/text_choice.h"
#include "model/data/dataset.h"
#include "model/data/tokenised_dataset.h"

namespace srnet::bias {

struct LexicalOverlapOptions {
  int feature_count = 7;  // 5 or 7
  Text hypothesis = Text::kSecond;
  double inverse_regularisation = 100;
  // A fastText .vec file. Without it the similarity features are left out, and the card says so.
  std::optional<std::filesystem::path> word_vectors = std::nullopt;
};

// The labels and the positive one are those of `set`, the training set. InvalidArgument for unknown options
// or a set without a positive label, FailedPrecondition when all rows are of one class, else what the word
// vector file says.
StatusOr<Predictions> FitLexicalOverlap(std::span<const data::Row* const> rows, const data::LabelledSet& set,
                                        const LexicalOverlapOptions& options);

// The same for the rows of a data set folder that are in the tokenised form of it, in that order: what a
// bias_model stage does. FailedPrecondition when `tokenised` was not made from `dataset`.
StatusOr<Predictions> FitLexicalOverlap(const data::Dataset& dataset, const data::TokenisedSet& tokenised,
                                        const LexicalOverlapOptions& options);

}  // namespace srnet::bias
