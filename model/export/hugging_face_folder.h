// A product as a Hugging Face folder, which AutoModelForSequenceClassification.from_pretrained loads and
// which gives the logits that were evaluated.
//
//   config.json            the model's, with the classes' names as id2label
//   tokenizer files        the model's, unchanged
//   model.safetensors      float32 under today's names; what the mask prunes as the form says
//   mask.safetensors       only with kMaskApart: the mask as 0 and 1
//   srnet_layers.py        only where layers are unequal (layer_shape.h)
//
// No Torch. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/status/status.h"

namespace srnet::model_export {

struct Product {
  std::filesystem::path model_folder;  // With config.json and the tokenizer's files.
  std::filesystem::path weights;       // A safetensors file with the parameters of the classifier.
  std::optional<std::filesystem::path> mask =
      {};                                // A mask file (prune/coded_tensors.h), with its parameters.
  std::vector<std::string> labels = {};  // Names of the classes, in their order.
};

enum class Form {
  kZeros,      // Zeros where the mask prunes.
  kMaskApart,  // The weights as they were, and the mask beside them.
  kCutOut,     // Without the heads and units that are masked as a whole: smaller and faster.
};

// `output` appears whole or not at all; it must not exist, or be empty (ALREADY_EXISTS). Otherwise as
// subnetwork_file.h, MakeClassifierConfig and ReadLayerShape fail, and with kMaskApart INVALID_ARGUMENT when
// the product has no mask.
Status WriteHuggingFaceFolder(const Product& product, Form form, const std::filesystem::path& output);

}  // namespace srnet::model_export
