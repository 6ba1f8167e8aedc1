// Makes a subnetwork out of a model: W <- W * m for every matrix the masks name.
//
// INVALID_ARGUMENT for a mask of a matrix that the model does not have, of another shape, or when a matrix of
// a layer has none; nothing has changed then. Pooler and classifier stay dense without a mask. The weights
// must own their storage. Any thread.
#pragma once

#include "common/status/status.h"
#include "model/encoder/weights.h"
#include "model/prune/coded_tensors.h"

namespace srnet::evaluation {

Status ApplyMask(const prune::CodedTensors& masks, encoder::Weights& weights);

}  // namespace srnet::evaluation
