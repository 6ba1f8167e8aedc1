// The bias model that learns shortcuts by itself: the start model, fine-tuned on few rows for few epochs.
//
// Utama, Moosavi and Gurevych 2020, "Towards Debiasing NLU Models from Unknown Biases", section 3.2: 2,000
// rows and 5 epochs. The rows are a sample of the training rows by the seed; the loss is the cross-entropy,
// without warm-up. It then predicts every training row, its own too. Interrupted, it goes on from the resume
// folder; CANCELLED when a stop was asked for. Fails as training::TrainingLoop::Run does.
#pragma once

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "model/bias/predictions.h"
#include "worker/trainer/stage_context.h"

namespace srnet::trainer {

StatusOr<bias::Predictions> FitShallowModel(StageContext& context, const stage::ShallowModel& shallow);

}  // namespace srnet::trainer
