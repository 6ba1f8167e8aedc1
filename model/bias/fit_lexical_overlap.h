// Fits the lexical-overlap bias model and predicts the rows it was fitted on.
//
// A binary model, entailment or not, of the features of lexical_overlap.h; its two log-probabilities (l0, l1)
// become those of three classes by sharing "not entailment" equally (Clark et al. 2019, released code):
//
//   b = (l0 - ln 2, l1, l0 - ln 2)      for (contradiction, entailment, neutral)
//
// Rows are predicted by the model fitted on them, without cross-fitting, as in the released code. A pure
// function of the rows and options. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "common/status/status.h"
#include "model/bias/predictions.h"
#include "model/data/dataset.h"
#include "model/data/tokenised_dataset.h"

namespace srnet::bias {

struct LexicalOverlapOptions {
  int feature_count = 7;  // 5 or 7
  double inverse_regularisation = 100;
  // A fastText .vec file. Without it the similarity features are left out, and the card says so.
  std::optional<std::filesystem::path> word_vectors = std::nullopt;
};

// `classes` are the labels of the training set; "entailment" must be one of them. Premise is text a,
// hypothesis text b. InvalidArgument for unknown options or classes, FailedPrecondition when all rows are of
// one class, else what the word vector file says.
StatusOr<Predictions> FitLexicalOverlap(std::span<const data::Row* const> rows,
                                        const std::vector<std::string>& classes,
                                        const LexicalOverlapOptions& options);

// The same for the rows of a data set folder that are in the tokenised form of it, in that order: what a
// bias_model stage does. FailedPrecondition when `tokenised` was not made from `dataset`.
StatusOr<Predictions> FitLexicalOverlap(const data::Dataset& dataset, const data::TokenisedSet& tokenised,
                                        const LexicalOverlapOptions& options);

}  // namespace srnet::bias
