// teacher: what a fine-tuned model says of every training row, for confidence regularisation.
#include <variant>

#include "model/bias/predictions.h"
#include "worker/trainer/model_inputs.h"
#include "worker/trainer/products.h"
#include "worker/trainer/row_predictions.h"
#include "worker/trainer/stage_table.h"

namespace srnet::trainer {

Status RunTeacher(StageContext& context) {
  const auto& work = std::get<stage::Teacher>(context.request.stage.work);
  SRNET_ASSIGN_OR_RETURN(Products products, Products::Open(context.request.output));
  SRNET_ASSIGN_OR_RETURN(const ModelInputs inputs, OpenModelInputs(context));
  SRNET_ASSIGN_OR_RETURN(const encoder::Weights weights, LoadCheckpoint(context, inputs));
  SRNET_ASSIGN_OR_RETURN(const encoder::Precision precision, PrecisionOf(work.precision));
  SRNET_ASSIGN_OR_RETURN(const bias::Predictions predictions,
                         PredictTrainingRows(context, inputs, weights, precision, R"({"model":"teacher"})"));
  SRNET_RETURN_IF_ERROR(bias::WritePredictions(predictions, data::RowsDigest(inputs.training_set()),
                                               products.Stage("predictions", "predictions.srnetbias")));
  return products.Publish(context.reporter);
}

}  // namespace srnet::trainer
