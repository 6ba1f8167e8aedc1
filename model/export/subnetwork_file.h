// Weights and masks, as safetensors files that any program reads.
//
//   W_sub = W * m                 for every matrix W with a mask m of 0 and 1; all else as it is
//
// Parameters that belong to the masks, such as a classifier that was drawn and never trained, take the place
// of those in the weights.
//
// Only bytes are moved: a pruned entry becomes the zero of its number format, every other keeps its bits. No
// Torch. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "common/status/status.h"
#include "model/export/layer_shape.h"
#include "model/prune/coded_tensors.h"

namespace srnet::model_export {

// Writes the parameters of a classifier of `family` ("bert" or "roberta") under their canonical names, the
// masked ones with zeros. What else `weights` holds, such as pre-training heads, is left out.
//
// INVALID_ARGUMENT names the file and tensor: no safetensors file, two names for one parameter, no
// classifier, a mask of no tensor there, or one of another shape. Atomic.
Status WriteSubnetwork(const std::filesystem::path& weights, const std::string& family,
                       const prune::Subnetwork& subnetwork, const std::filesystem::path& output);

// The same without the heads and units that are masked as a whole (cut_layers.h), and what is left of each
// layer. Besides as above it fails as CutLayers does.
StatusOr<LayerWidths> WriteCutSubnetwork(const std::filesystem::path& weights, const LayerShape& shape,
                                         const prune::Subnetwork& subnetwork,
                                         const std::filesystem::path& output);

// Writes the masks alone, one uint8 tensor of 0 and 1 for each matrix, under the matrix's name. Atomic.
Status WriteMasks(const prune::CodedTensors& masks, const std::filesystem::path& output);

}  // namespace srnet::model_export
