// The stages this trainer can run, one function each, one table for all.
//
// Each publishes its products and returns OK, or fails as failure.h classifies. Exceptions pass through.
#pragma once

#include "common/status/status.h"
#include "worker/trainer/stage_context.h"

namespace srnet::trainer {

Status RunImportDataset(StageContext& context);
Status RunBiasModel(StageContext& context);
Status RunFinetune(StageContext& context);
Status RunMaskTrain(StageContext& context);
Status RunImp(StageContext& context);
Status RunEvaluate(StageContext& context);
Status RunTeacher(StageContext& context);
Status RunOneShot(StageContext& context);
Status RunRetrain(StageContext& context);

// Runs whichever stage the request holds.
Status RunStage(StageContext& context);

}  // namespace srnet::trainer
