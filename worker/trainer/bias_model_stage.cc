// bias_model: fits the model that knows only the shortcut, and keeps what it says of its own training rows.
#include <variant>

#include "model/bias/fit_lexical_overlap.h"
#include "model/bias/predictions.h"
#include "model/data/dataset_folder.h"
#include "model/data/tokenised_dataset.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"

namespace srnet::trainer {
namespace {

StatusOr<bias::LexicalOverlapOptions> OptionsOf(const StageContext& context, const stage::BiasModel& work) {
  if (work.features != "lexical_overlap") {
    return InvalidArgument("bias_model knows the features \"lexical_overlap\", not \"{}\"", work.features);
  }
  bias::LexicalOverlapOptions options{.feature_count = static_cast<int>(work.feature_count),
                                      .inverse_regularisation = work.inverse_regularisation};
  if (stage::FindSource(context.request.stage, "word_vectors") != nullptr) {
    SRNET_ASSIGN_OR_RETURN(options.word_vectors, context.Source("word_vectors"));
  }
  return options;
}

}  // namespace

Status RunBiasModel(StageContext& context) {
  const auto& work = std::get<stage::BiasModel>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(const auto folder, context.Source("dataset"));
  SRNET_ASSIGN_OR_RETURN(const auto tokens, context.Input("dataset"));
  SRNET_ASSIGN_OR_RETURN(const bias::LexicalOverlapOptions options, OptionsOf(context, work));
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(const data::Dataset dataset, data::ReadDatasetFolder(folder));
  SRNET_ASSIGN_OR_RETURN(const auto tokenised, data::TokenisedDataset::Open(tokens));
  const data::TokenisedSet& training_set = *tokenised.Find(data::Role::kTrain);
  context.reporter.Progress("fit", 0, 1, 0);
  SRNET_ASSIGN_OR_RETURN(const bias::Predictions predictions,
                         bias::FitLexicalOverlap(dataset, training_set, options));
  context.reporter.Progress("fit", 1, 1, static_cast<std::int64_t>(training_set.rows()));
  SRNET_RETURN_IF_ERROR(bias::WritePredictions(predictions, data::RowsDigest(training_set),
                                               products.Stage("bias", "bias.srnetbias")));
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
