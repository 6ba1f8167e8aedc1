// What finetune, mask_train, imp and retrain have in common: run the loop over the data set, evaluate,
// report, checkpoint.
#pragma once

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "model/training/resume_store.h"
#include "model/training/run_state.h"
#include "model/training/trained_model.h"
#include "model/training/training_loop.h"
#include "model/training/training_plan.h"
#include "worker/trainer/loop_reporter.h"
#include "worker/trainer/model_inputs.h"
#include "worker/trainer/stage_context.h"

namespace srnet::trainer {

struct TrainingJob {
  const stage::Optimisation& optimisation;
  loss::LossRule loss;
  training::TrainingPlan plan;
  const ModelInputs& inputs;
  training::TrainedModel& model;
};

inline training::ClippingRule ClippingOf(const stage::Optimisation& optimisation) {
  return {.clip = optimisation.clip, .max_norm = optimisation.max_norm};
}

// The resume folder of the request, for this stage.
StatusOr<training::ResumeStore> OpenResumeStore(const StageContext& context);

// What the loop of a stage needs besides its evaluation.
struct LoopJob {
  const training::TrainingPlan& plan;
  const encoder::BertConfig& config;
  encoder::Precision precision = encoder::Precision::kFloat32;
  std::uint64_t seed = 0;
  loss::LossRule loss = {};
  training::TrainedModel& model;
  training::BatchSource& batches;
};

// Trains to the end, from the resume folder if it holds something. Fails as training::TrainingLoop::Run does.
StatusOr<training::RunState> RunLoop(StageContext& context, const LoopJob& job,
                                     const training::TrainingLoop::Evaluate& evaluate,
                                     training::ResumeStore& store, LoopReporter& reporter);

// Trains over the training set with its evaluations to the end; the products lie in the store. Fails as
// training::TrainingLoop::Run does.
StatusOr<training::RunState> Train(StageContext& context, const TrainingJob& job,
                                   training::ResumeStore& store);

// Reports the step of the product that was selected, and its dev metric.
void ReportSelection(StageContext& context, const ModelInputs& inputs,
                     const stage::Optimisation& optimisation, const training::RunState& state);

}  // namespace srnet::trainer
