// Fits a bias model that sees one text of each pair, the claim or the hypothesis, and predicts the rows it
// was fitted on.
//
// With word vectors the features are the largest value of every dimension over the vectors of the text's
// words ("A Win-win Deal", NeurIPS 2022, appendix A: the claim-only model of FEVER; vectors have length 1,
// and a text without any is 0). Without them they are its words and pairs of words (ngrams.h). The classifier
// is a balanced logistic regression of each class against the rest, whose probabilities are normalised. The
// paper does not name its classifier; the mean probabilities of its published predictions, near a third each
// although the classes are not, are those of a balanced one.
//
// Rows are predicted by the model fitted on them, and rows with the same text get the same prediction. A pure
// function of the rows and options. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "common/status/status.h"
#include "model/bias/predictions.h"
#include "model/bias/text_choice.h"
#include "model/data/dataset.h"
#include "model/data/tokenised_dataset.h"

namespace srnet::bias {

struct SingleTextOptions {
  std::string name;  // What the card calls the features: "claim_only".
  Text text = Text::kFirst;
  double inverse_regularisation = 100;
  std::optional<std::filesystem::path> word_vectors = std::nullopt;  // A fastText .vec file.
};

// FailedPrecondition when a class of `set`, the training set, has no row, else what the word vector file
// says.
StatusOr<Predictions> FitSingleText(std::span<const data::Row* const> rows, const data::LabelledSet& set,
                                    const SingleTextOptions& options);

// The same for the rows of a data set folder that are in the tokenised form of it, in that order.
StatusOr<Predictions> FitSingleText(const data::Dataset& dataset, const data::TokenisedSet& tokenised,
                                    const SingleTextOptions& options);

}  // namespace srnet::bias
