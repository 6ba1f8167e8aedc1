// Which blobs a model that a stage made, or evaluated, consists of.
//
//   evaluate                        its input checkpoint, under its input mask if there is one
//   finetune, retrain               its artifact checkpoint, or checkpoint-step-<n>
//   imp                             one of its artifacts checkpoint-<level>
//   mask_train, one_shot            its artifact mask over its input checkpoint
//
// Without an input checkpoint the weights are those of the pre-trained model. Any thread.
#pragma once

#include <optional>
#include <string>

#include "common/digest/digest.h"
#include "common/status/status.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

struct ModelProduct {
  Digest model;                      // The folder of the pre-trained model.
  std::optional<Digest> checkpoint;  // A safetensors file; none: the pre-trained model's own.
  std::optional<Digest> mask;        // A mask file.
  std::optional<Digest> dataset;     // The data set folder whose classes the model tells apart.
};

// `lineage` is that of `stage_key`. `artifact` chooses among several checkpoints of the stage; empty: the
// only one. INVALID_ARGUMENT: the stage makes no model, or which artifact is meant is open, with the choices.
// FAILED_PRECONDITION: an artifact is not there, because a stage has not run yet.
StatusOr<ModelProduct> FindModelProduct(const v1::GetLineageResponse& lineage, const std::string& stage_key,
                                        const std::string& artifact);

}  // namespace srnet::cli
