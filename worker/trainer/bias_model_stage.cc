// bias_model: fits the model that knows only the shortcut, and keeps what it says of its own training rows.
#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "model/bias/fit_lexical_overlap.h"
#include "model/bias/fit_single_text.h"
#include "model/bias/predictions.h"
#include "model/bias/word_vectors.h"
#include "model/data/dataset_folder.h"
#include "model/data/tokenised_dataset.h"
#include "worker/trainer/products.h"
#include "worker/trainer/shallow_model.h"
#include "worker/trainer/stage_table.h"

namespace srnet::trainer {
namespace {

struct FitInputs {
  data::Dataset dataset;
  const data::TokenisedSet& training_set;
  std::optional<std::filesystem::path> word_vectors;
};

StatusOr<FitInputs> OpenFitInputs(const StageContext& context, const data::TokenisedSet& training_set) {
  SRNET_ASSIGN_OR_RETURN(const auto folder, context.Source("dataset"));
  SRNET_ASSIGN_OR_RETURN(data::Dataset dataset, data::ReadDatasetFolder(folder));
  FitInputs inputs{std::move(dataset), training_set, std::nullopt};
  if (stage::FindSource(context.request.stage, "word_vectors") != nullptr) {
    SRNET_ASSIGN_OR_RETURN(const auto vectors, context.Source("word_vectors"));
    inputs.word_vectors = vectors / bias::kWordVectorsFile;
  }
  return inputs;
}

bias::Text TextOf(stage::Text text) {
  return text == stage::Text::kFirst ? bias::Text::kFirst : bias::Text::kSecond;
}

StatusOr<bias::Predictions> FitOverlap(const stage::BiasModel& work, const FitInputs& inputs) {
  const bias::LexicalOverlapOptions options{.feature_count = static_cast<int>(work.feature_count),
                                            .hypothesis = TextOf(work.hypothesis),
                                            .inverse_regularisation = work.inverse_regularisation,
                                            .word_vectors = inputs.word_vectors};
  return bias::FitLexicalOverlap(inputs.dataset, inputs.training_set, options);
}

StatusOr<bias::Predictions> FitText(const stage::BiasModel& work, const FitInputs& inputs) {
  const bias::SingleTextOptions options{.name = work.features,
                                        .text = TextOf(work.hypothesis),
                                        .inverse_regularisation = work.inverse_regularisation,
                                        .word_vectors = inputs.word_vectors};
  return bias::FitSingleText(inputs.dataset, inputs.training_set, options);
}

// One model under two names: a claim is a hypothesis, though FEVER has it first.
bool IsOfOneText(const stage::BiasModel& work) {
  return work.features == "claim_only" || work.features == "hypothesis_only";
}

// Who compares results with the paper's has to know: its bias models have word vectors.
std::string NoticeOf(const stage::BiasModel& work, const FitInputs& inputs) {
  if (inputs.word_vectors.has_value()) return fmt::format("{} has word vectors", work.features);
  return fmt::format(
      "{} has no word vectors: {}", work.features,
      IsOfOneText(work) ? "it sees words and pairs of words" : "its features of similarity are left out");
}

StatusOr<bias::Predictions> Fit(StageContext& context, const stage::BiasModel& work,
                                const data::TokenisedSet& training_set) {
  if (work.features == "shallow_model") return FitShallowModel(context, work.shallow);
  if (work.features != "lexical_overlap" && !IsOfOneText(work)) {
    return InvalidArgument(
        "bias_model knows the features lexical_overlap, claim_only, hypothesis_only and shallow_model, not "
        "\"{}\"",
        work.features);
  }
  SRNET_ASSIGN_OR_RETURN(const FitInputs inputs, OpenFitInputs(context, training_set));
  context.reporter.Notice(NoticeOf(work, inputs));
  context.reporter.Progress("fit", 0, 1, 0);
  SRNET_ASSIGN_OR_RETURN(bias::Predictions predictions,
                         IsOfOneText(work) ? FitText(work, inputs) : FitOverlap(work, inputs));
  context.reporter.Progress("fit", 1, 1, static_cast<std::int64_t>(training_set.rows()));
  return predictions;
}

}  // namespace

Status RunBiasModel(StageContext& context) {
  const auto& work = std::get<stage::BiasModel>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(const auto tokens, context.Input("dataset"));
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(const auto tokenised, data::TokenisedDataset::Open(tokens));
  const data::TokenisedSet& training_set = *tokenised.Find(data::Role::kTrain);
  SRNET_ASSIGN_OR_RETURN(const bias::Predictions predictions, Fit(context, work, training_set));
  SRNET_RETURN_IF_ERROR(bias::WritePredictions(predictions, data::RowsDigest(training_set),
                                               products.Stage("bias", "bias.srnetbias")));
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
