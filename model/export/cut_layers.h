// A smaller dense model in place of one whose attention heads and feed-forward units are masked: what a
// structured mask is for, since zeros inside a matrix save no time.
//
// A head adds nothing to its layer when its columns of the attention output are all 0, a feed-forward unit
// when its column of the output is. Such units are cut out: their rows and biases of query, key and value, or
// of the intermediate matrix, and those columns. Every layer keeps one head and one unit at least. The logits
// are those of the masked model up to the rounding of sums.
//
// Only bytes are moved. No Torch. Any thread.
#pragma once

#include "common/status/status.h"
#include "model/export/layer_shape.h"
#include "model/export/tensor_output.h"

namespace srnet::model_export {

// `output` holds the classifier of `shape` with zeros where it is masked. INVALID_ARGUMENT: no layer has a
// head or unit to cut out, or a tensor has not the shape that the configuration says.
StatusOr<LayerWidths> CutLayers(const LayerShape& shape, TensorOutput& output);

}  // namespace srnet::model_export
