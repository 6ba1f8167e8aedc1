// import_dataset: a data set folder as token ids of a model's vocabulary.
#include <variant>

#include "model/data/tokenise.h"
#include "model/tokenizer/load_tokenizer.h"
#include "worker/trainer/products.h"
#include "worker/trainer/stage_table.h"

namespace srnet::trainer {

Status RunImportDataset(StageContext& context) {
  const auto& work = std::get<stage::ImportDataset>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(const auto folder, context.Source("dataset"));
  SRNET_ASSIGN_OR_RETURN(const auto model, context.Source("model"));
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(const auto tokenizer, tokenizer::LoadTokenizer(model));
  context.reporter.Progress("tokenise", 0, 1, 0);
  SRNET_ASSIGN_OR_RETURN(
      const data::TokeniseReport report,
      data::TokeniseDataset(folder, *tokenizer,
                            {.max_length = static_cast<std::size_t>(work.max_length),
                             .oracle = work.oracle,
                             .train_rows = static_cast<std::uint64_t>(work.train_rows),
                             .evaluation_rows = static_cast<std::uint64_t>(work.evaluation_rows)},
                            products.Stage("dataset", "dataset.srnettok")));
  context.reporter.Progress("tokenise", 1, 1, static_cast<std::int64_t>(report.rows));
  if (report.truncated > 0) {
    context.reporter.Notice(fmt::format("{} of {} rows were longer than {} tokens and cut", report.truncated,
                                        report.rows, work.max_length));
  }
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
