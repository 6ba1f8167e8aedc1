// Freshly drawn parameters: pure functions of a seed, never of a global generator.
#pragma once

#include <cstdint>

#include "model/encoder/bert_config.h"
#include "model/encoder/weights.h"

namespace srnet::encoder {

// Weight [labels, d] of N(0, initializer_range^2), bias zero.
Linear FreshClassifier(const BertConfig& config, std::int64_t labels, std::uint64_t seed);

// Weight [d, d] of N(0, initializer_range^2), bias zero. Independent of the classifier of the same seed.
Linear FreshPooler(const BertConfig& config, std::uint64_t seed);

// A whole model drawn as BERT is before pre-training: matrices and embeddings N(0, initializer_range^2),
// biases zero, LayerNorms one and zero. For tests and benchmarks that need no trained weights.
Weights FreshWeights(const BertConfig& config, std::int64_t labels, std::uint64_t seed);

}  // namespace srnet::encoder
