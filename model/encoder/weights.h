// All parameters of a BERT or RoBERTa classifier by role, and as an ordered list under their Hugging Face
// names.
//
// A Weights is a set of tensor handles: copying one is cheap and shares storage. What is trained is said by
// requires_grad on the tensors, so mask training copies a Weights, puts W * M leaves in place of its prunable
// matrices and calls the same encoder. All tensors are float32, contiguous, on the CPU. Matrices are [out,
// in]. One thread at a time may change a Weights; any number may read it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/encoder/bert_config.h"

namespace srnet::encoder {

struct Linear {
  at::Tensor weight;  // [out, in]
  at::Tensor bias;    // [out]
};

struct LayerNorm {
  at::Tensor scale;  // [d], LayerNorm.weight
  at::Tensor shift;  // [d], LayerNorm.bias
};

struct Embeddings {
  at::Tensor words;      // [V, d]
  at::Tensor positions;  // [P, d]
  at::Tensor segments;   // [S, d]
  LayerNorm norm;
};

struct Layer {
  Linear query, key, value;  // [d, d]; where heads were cut out (LayerWidth) [heads d/H, d]
  Linear attention_output;   // [d, d], or [d, heads d/H]
  LayerNorm attention_norm;
  Linear intermediate;  // [f, d]
  Linear output;        // [d, f]
  LayerNorm output_norm;
};

struct Weights {
  Embeddings embeddings;
  std::vector<Layer> layers;
  Linear pooler;      // [d, d]; RoBERTa: classifier.dense
  Linear classifier;  // [K, d], K labels; RoBERTa: classifier.out_proj
  Family family = Family::kBert;
};

// Which prunable matrix a parameter is. Embeddings, biases and LayerNorms are kNone: never pruned.
enum class MatrixKind {
  kNone,
  kQuery,
  kKey,
  kValue,
  kAttentionOutput,
  kIntermediate,
  kOutput,
  kPooler,
  kClassifier
};
std::string_view MatrixKindName(MatrixKind kind);  // "query", ..., "classifier", "none"

struct Parameter {
  std::string name;    // "bert.encoder.layer.0.attention.self.query.weight"
  at::Tensor* tensor;  // into the Weights it was listed from; assign through it to replace a leaf
  MatrixKind kind = MatrixKind::kNone;
};

// Every parameter in the order of transformers' state_dict. Pointers live as long as `weights` stays in
// place.
std::vector<Parameter> Parameters(Weights& weights);

// The prunable matrices: query, key, value, attention output, intermediate, output of each layer in turn,
// then pooler, then classifier (6 L + 2 entries). RoBERTa's head has the same two under other names.
std::vector<Parameter> PrunableMatrices(Weights& weights);

// The shape each parameter must have, in the order of Parameters().
std::vector<std::vector<std::int64_t>> ParameterShapes(const BertConfig& config, std::int64_t labels);

// Weights whose tensors are all undefined, with config.layers layers: something to list and fill.
Weights UndefinedWeights(const BertConfig& config);

// Own storage for every tensor, requires_grad off.
Weights DeepCopy(const Weights& weights);

// Sets requires_grad on every parameter.
void RequireGradients(Weights& weights, bool required);

}  // namespace srnet::encoder
