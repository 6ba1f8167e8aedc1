#include "model/bias/fit_single_text.h"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

#include "common/json/write.h"
#include "model/bias/logistic_regression.h"
#include "model/bias/ngrams.h"
#include "model/bias/overlap_tokenizer.h"
#include "model/bias/word_vectors.h"
#include "model/data/training_rows.h"

namespace srnet::bias {
namespace {

using Words = std::vector<std::string>;

void AddLargest(const Words& words, const WordVectors& vectors, SparseRows& rows) {
  std::vector<float> largest;
  for (const std::string& word : words) {
    const auto vector = vectors.Find(word);
    if (vector.empty()) continue;
    if (largest.empty()) largest.assign(vector.begin(), vector.end());
    for (std::size_t i = 0; i < vector.size(); ++i) largest[i] = std::max(largest[i], vector[i]);
  }
  for (std::size_t i = 0; i < largest.size(); ++i) rows.Add({static_cast<int>(i), largest[i]});
  rows.EndRow();
}

StatusOr<SparseRows> VectorRows(std::span<const std::string* const> texts,
                                const std::filesystem::path& path) {
  std::vector<Words> words;
  std::unordered_set<std::string> all;
  for (const std::string* text : texts) {
    words.push_back(OverlapTokens(*text));
    all.insert(words.back().begin(), words.back().end());
  }
  SRNET_ASSIGN_OR_RETURN(const WordVectors vectors, WordVectors::Load(path, all));
  SparseRows rows(vectors.dimension());
  for (const Words& text : words) AddLargest(text, vectors, rows);
  return rows;
}

StatusOr<SparseRows> FeaturesOf(std::span<const data::Row* const> rows, const SingleTextOptions& options) {
  std::vector<const std::string*> texts;
  for (const data::Row* row : rows) texts.push_back(&TextOf(*row, options.text));
  if (options.word_vectors.has_value()) return VectorRows(texts, *options.word_vectors);
  return NgramRows(texts);
}

std::size_t RightRows(const Predictions& predictions, std::span<const int> labels) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = predictions.row(i);
    right += std::max_element(row.begin(), row.end()) - row.begin() == labels[i] ? 1 : 0;
  }
  return right;
}

std::string CardOf(const SparseRows& features, double accuracy, const SingleTextOptions& options) {
  std::string text =
      fmt::format(R"({{"features": "{}/{}", "text": "{}", "columns": {}, "inverse_regularisation": )",
                  options.name, options.word_vectors.has_value() ? "word vectors" : "n-grams",
                  options.text == Text::kFirst ? "first" : "second", features.columns());
  json::AppendDouble(text, options.inverse_regularisation);
  text += fmt::format(", \"rows\": {}, \"training_accuracy\": ", features.size());
  json::AppendDouble(text, accuracy);
  return text + "}";
}

}  // namespace

StatusOr<Predictions> FitSingleText(std::span<const data::Row* const> rows, const data::LabelledSet& set,
                                    const SingleTextOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const SparseRows features, FeaturesOf(rows, options));
  std::vector<int> labels;
  for (const data::Row* row : rows) labels.push_back(row->label);
  SRNET_ASSIGN_OR_RETURN(
      const OneVersusRest model,
      FitOneVersusRest(features, labels, set.labels.size(),
                       {.inverse_regularisation = options.inverse_regularisation, .balanced = true}));
  Predictions predictions;
  predictions.classes = set.labels.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    model.AppendLogProbabilities(features.row(i), predictions.log_probabilities);
  }
  const std::size_t right = RightRows(predictions, labels);
  predictions.card = CardOf(features, static_cast<double>(right) / static_cast<double>(rows.size()), options);
  return predictions;
}

StatusOr<Predictions> FitSingleText(const data::Dataset& dataset, const data::TokenisedSet& tokenised,
                                    const SingleTextOptions& options) {
  SRNET_ASSIGN_OR_RETURN(const std::vector<const data::Row*> rows, data::SourceRows(dataset, tokenised));
  return FitSingleText(rows, tokenised.description(), options);
}

}  // namespace srnet::bias
