// What a model says of every training row, in the order of the file: log softmax of its logits in evaluation
// mode.
//
// CANCELLED when a stop was asked for.
#pragma once

#include <string>

#include "common/status/status.h"
#include "model/bias/predictions.h"
#include "model/encoder/precision.h"
#include "model/encoder/weights.h"
#include "worker/trainer/model_inputs.h"
#include "worker/trainer/stage_context.h"

namespace srnet::trainer {

// `card` is JSON about the model.
StatusOr<bias::Predictions> PredictTrainingRows(StageContext& context, const ModelInputs& inputs,
                                                const encoder::Weights& weights, encoder::Precision precision,
                                                std::string card);

}  // namespace srnet::trainer
