// From a Hugging Face folder (config.json, model.safetensors) to a BertConfig and Weights, and back to a
// file.
//
// Accepted: any BERT or RoBERTa, from the bare encoder, a masked-language model or a classifier, with or
// without the "bert." or "roberta." prefix, with LayerNorm's old names gamma and beta, in float32, float16 or
// bfloat16 (widened to float32). What is not taken over, or had to be drawn freshly, is said in `notices`,
// one sentence each. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "model/encoder/bert_config.h"
#include "model/encoder/weights.h"

namespace srnet::checkpoint {

struct LoadOptions {
  std::int64_t labels = 3;  // K, rows of the classifier
  // For what the file does not hold: classifier, perhaps pooler. Without a seed the file must hold them.
  std::optional<std::uint64_t> seed = 0;
};

struct LoadedWeights {
  encoder::Weights weights;
  std::vector<std::string> notices;
};

// Reads config.json. INVALID_ARGUMENT with path and key: not JSON, a missing or absurd size, or a model_type,
// hidden_act or position_embedding_type that this encoder does not compute. NOT_FOUND: no such file.
StatusOr<encoder::BertConfig> ReadBertConfig(const std::filesystem::path& config_json);

// Reads a safetensors file made by transformers or by WriteWeights. INVALID_ARGUMENT lists the first names
// that are missing, have another shape, or have a dtype that is no floating-point one.
StatusOr<LoadedWeights> ReadWeights(const std::filesystem::path& safetensors,
                                    const encoder::BertConfig& config, const LoadOptions& options);

// All parameters under their Hugging Face names, float32. Deterministic bytes, atomic.
Status WriteWeights(const std::filesystem::path& safetensors, const encoder::Weights& weights);

}  // namespace srnet::checkpoint
