// What finetune, mask_train and imp have in common: run the loop over the data set, evaluate, report,
// checkpoint.
#pragma once

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "model/training/resume_store.h"
#include "model/training/run_state.h"
#include "model/training/trained_model.h"
#include "model/training/training_plan.h"
#include "worker/trainer/model_inputs.h"
#include "worker/trainer/stage_context.h"

namespace srnet::trainer {

struct TrainingJob {
  const stage::Optimisation& optimisation;
  stage::Loss loss = stage::Loss::kStd;
  training::TrainingPlan plan;
  const ModelInputs& inputs;
  training::TrainedModel& model;
};

// The resume folder of the request, for this stage.
StatusOr<training::ResumeStore> OpenResumeStore(const StageContext& context);

// Trains to the end; the products lie in the store. Fails as training::TrainingLoop::Run does.
StatusOr<training::RunState> Train(StageContext& context, const TrainingJob& job,
                                   training::ResumeStore& store);

// Reports the dev accuracy and the step of the product that was selected.
void ReportSelection(StageContext& context, const training::RunState& state);

}  // namespace srnet::trainer
