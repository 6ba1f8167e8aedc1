// The logits of a set as an artifact, so that any later metric needs no model.
//
// A safetensors file with "logits" [rows, K] float32 and "labels" [rows] int64, the gold labels of the set,
// both in the order of the tokenised file, and the name of the set as metadata "set". Deterministic bytes;
// atomic. Any thread.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>

#include "common/status/status.h"
#include "model/data/tokenised_dataset.h"

namespace srnet::evaluation {

Status WriteLogits(const std::filesystem::path& path, const data::TokenisedSet& set,
                   const at::Tensor& logits);

}  // namespace srnet::evaluation
