// Sequences of different lengths laid end to end, with no padding anywhere.
//
// Shapes: B sequences, T tokens in all. Sequence b is tokens[offsets[b]] .. tokens[offsets[b + 1] - 1]. Plain
// value; copying shares storage.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

#include "common/status/status.h"
#include "model/encoder/bert_config.h"

namespace srnet::encoder {

struct PackedBatch {
  at::Tensor tokens;     // [T] int64, vocabulary ids
  at::Tensor segments;   // [T] int64, 0 for [CLS] A [SEP], 1 for B [SEP]
  at::Tensor positions;  // [T] int64, 0 .. length - 1 in each sequence, whatever the model's first position
  at::Tensor offsets;    // [B + 1] int32, rising from 0 to T
  std::int64_t max_length = 0;

  std::int64_t sequences() const { return offsets.numel() - 1; }
  std::int64_t total_tokens() const { return tokens.numel(); }
};

struct SequenceView {
  std::span<const std::int32_t> tokens;
  std::int64_t first_segment_length = 0;  // tokens before this index are segment 0, the others segment 1
};

// Packs in the given order. No empty list and no empty sequence (SRNET_CHECK).
PackedBatch Pack(std::span<const SequenceView> sequences);

// What the encoder relies on: lengths in 1..longest_sequence(), ids within their tables, offsets rising to T,
// max_length true. INVALID_ARGUMENT names the first sequence or token that is not so. O(T): for the border,
// not for each step.
Status Validate(const PackedBatch& batch, const BertConfig& config);

}  // namespace srnet::encoder
