#include "model/bias/fit_lexical_overlap.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/json/write.h"
#include "model/bias/lexical_overlap.h"
#include "model/bias/logistic_regression.h"
#include "model/bias/overlap_tokenizer.h"
#include "model/bias/word_vectors.h"
#include "model/data/training_rows.h"

namespace srnet::bias {
namespace {

struct TokenPair {
  std::vector<std::string> premise;
  std::vector<std::string> hypothesis;
};

std::vector<TokenPair> TokenisePairs(std::span<const data::Row* const> rows, Text hypothesis) {
  std::vector<TokenPair> pairs;
  pairs.reserve(rows.size());
  for (const data::Row* row : rows) {
    pairs.push_back(
        {OverlapTokens(TextOf(*row, Other(hypothesis))), OverlapTokens(TextOf(*row, hypothesis))});
  }
  return pairs;
}

StatusOr<std::optional<WordVectors>> LoadVectors(const LexicalOverlapOptions& options,
                                                 const std::vector<TokenPair>& pairs) {
  if (!options.word_vectors.has_value()) return std::optional<WordVectors>();
  std::unordered_set<std::string> words;
  for (const TokenPair& pair : pairs) {
    words.insert(pair.premise.begin(), pair.premise.end());
    words.insert(pair.hypothesis.begin(), pair.hypothesis.end());
  }
  SRNET_ASSIGN_OR_RETURN(WordVectors vectors, WordVectors::Load(*options.word_vectors, words));
  return std::optional<WordVectors>(std::move(vectors));
}

std::vector<double> FeatureMatrix(const std::vector<TokenPair>& pairs, const WordVectors* vectors,
                                  const std::vector<Feature>& features) {
  std::vector<double> matrix(pairs.size() * features.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    ComputeFeatures(pairs[i].premise, pairs[i].hypothesis, vectors, features, &matrix[i * features.size()]);
  }
  return matrix;
}

// Log-probabilities of every class; "not positive" is shared equally among the others.
void AppendRow(const LogisticRegression::LogProbabilities& binary, std::size_t classes, std::size_t positive,
               std::vector<float>& log_probabilities) {
  const double share = std::log(static_cast<double>(classes - 1));
  for (std::size_t i = 0; i < classes; ++i) {
    log_probabilities.push_back(
        static_cast<float>(i == positive ? binary.positive : binary.negative - share));
  }
}

struct Fit {
  std::vector<Feature> features;
  LogisticRegression model;
  std::size_t right = 0;  // Rows for which "positive or not" is right.
  std::size_t rows = 0;
  bool has_vectors = false;
};

std::string CardOf(const Fit& fit, const LexicalOverlapOptions& options) {
  std::string text =
      fmt::format("{{\"features\": \"lexical_overlap/{}{}\", \"hypothesis\": \"{}\", \"coefficients\": {{",
                  options.feature_count, fit.has_vectors ? "" : " without word vectors",
                  options.hypothesis == Text::kFirst ? "first" : "second");
  for (std::size_t i = 0; i < fit.features.size(); ++i) {
    text += fmt::format("\"{}\": ", FeatureName(fit.features[i]));
    json::AppendDouble(text, fit.model.weights[i]);
    text += ", ";
  }
  text += "\"intercept\": ";
  json::AppendDouble(text, fit.model.intercept);
  text += "}, \"inverse_regularisation\": ";
  json::AppendDouble(text, options.inverse_regularisation);
  text += fmt::format(", \"rows\": {}, \"binary_training_accuracy\": ", fit.rows);
  json::AppendDouble(text, static_cast<double>(fit.right) / static_cast<double>(fit.rows));
  return text + "}";
}

}  // namespace

StatusOr<Predictions> FitLexicalOverlap(std::span<const data::Row* const> rows, const data::LabelledSet& set,
                                        const LexicalOverlapOptions& options) {
  const std::vector<std::string>& classes = set.labels;
  const auto found = std::find(classes.begin(), classes.end(), set.positive);
  if (found == classes.end() || classes.size() < 2) {
    return InvalidArgument(
        "the lexical-overlap bias model needs a positive class, which set \"{}\" does not name, and another "
        "one",
        set.name);
  }
  const auto positive = static_cast<int>(found - classes.begin());
  Fit fit;
  fit.rows = rows.size();
  fit.has_vectors = options.word_vectors.has_value();
  SRNET_ASSIGN_OR_RETURN(fit.features, ChooseFeatures(options.feature_count, fit.has_vectors));
  const std::vector<TokenPair> pairs = TokenisePairs(rows, options.hypothesis);
  SRNET_ASSIGN_OR_RETURN(const std::optional<WordVectors> vectors, LoadVectors(options, pairs));
  const std::vector<double> matrix =
      FeatureMatrix(pairs, vectors.has_value() ? &*vectors : nullptr, fit.features);
  std::vector<std::uint8_t> labels;
  for (const data::Row* row : rows) labels.push_back(row->label == positive ? 1 : 0);
  const std::size_t columns = fit.features.size();
  SRNET_ASSIGN_OR_RETURN(
      fit.model,
      FitLogisticRegression(matrix, labels, columns,
                            {.inverse_regularisation = options.inverse_regularisation, .balanced = true}));
  Predictions predictions;
  predictions.classes = classes.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto binary = fit.model.Predict(std::span(matrix).subspan(i * columns, columns));
    AppendRow(binary, classes.size(), static_cast<std::size_t>(positive), predictions.log_probabilities);
    fit.right += (binary.positive > binary.negative) == (labels[i] == 1) ? 1 : 0;
  }
  predictions.card = CardOf(fit, options);
  return predictions;
}

StatusOr<Predictions> FitLexicalOverlap(const data::Dataset& dataset, const data::TokenisedSet& tokenised,
                                        const LexicalOverlapOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const std::vector<const data::Row*> rows, data::SourceRows(dataset, tokenised));
  return FitLexicalOverlap(rows, tokenised.description(), options);
}

}  // namespace srnet::bias
