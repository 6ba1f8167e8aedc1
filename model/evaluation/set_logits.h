// The logits of every row of a set, in the order of the file, without dropout and without a backward pass.
//
// Returns [rows, K] float32. The batches are an internal matter: a row's logits do not depend on its
// neighbours beyond the rounding of the matrix products. CANCELLED when `after` said so between two batches.
// ABORTED: a logit is not finite, so the training has diverged and the rows have no class. One thread,
// LibTorch's pool.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <functional>

#include "common/status/status.h"
#include "model/data/tokenised_dataset.h"
#include "model/encoder/bert_config.h"
#include "model/encoder/precision.h"
#include "model/encoder/weights.h"

namespace srnet::evaluation {

struct Classifier {
  const encoder::Weights& weights;
  const encoder::BertConfig& config;
  encoder::Precision precision = encoder::Precision::kFloat32;
};

// Called after each batch with the rows done so far. True stops.
using AfterBatch = std::function<bool(std::int64_t rows_done)>;

inline constexpr std::size_t kTokenBudget = 4096;

StatusOr<at::Tensor> SetLogits(const Classifier& classifier, const data::TokenisedSet& set,
                               const AfterBatch& after, std::size_t token_budget = kTokenBudget);

}  // namespace srnet::evaluation
