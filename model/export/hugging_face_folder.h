// A product as a Hugging Face folder, which AutoModelForSequenceClassification.from_pretrained loads and
// which gives the logits that were evaluated.
//
//   config.json            the model's, with the classes' names as id2label
//   tokenizer files        the model's, unchanged
//   model.safetensors      float32 under today's names; with a mask, zeros where it prunes
//   mask.safetensors       only with `mask_apart`: the mask as 0 and 1; the weights are then left dense
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

// `output` appears whole or not at all; it must not exist, or be empty (ALREADY_EXISTS). Otherwise as
// WriteSubnetwork and MakeClassifierConfig fail, and with `mask_apart` INVALID_ARGUMENT when the product has
// no mask.
Status WriteHuggingFaceFolder(const Product& product, bool mask_apart, const std::filesystem::path& output);

}  // namespace srnet::model_export
