#include "model/encoder/packed_batch.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace srnet::encoder {
namespace {

Status CheckShapes(const PackedBatch& batch) {
  const std::int64_t tokens = batch.tokens.numel();
  for (const at::Tensor* ids : {&batch.tokens, &batch.segments, &batch.positions}) {
    if (!ids->defined() || ids->dim() != 1 || ids->scalar_type() != at::kLong || !ids->is_contiguous() ||
        ids->numel() != tokens) {
      return InvalidArgument("tokens, segments and positions must be contiguous int64 [T] of one length");
    }
  }
  const at::Tensor& offsets = batch.offsets;
  if (!offsets.defined() || offsets.dim() != 1 || offsets.scalar_type() != at::kInt ||
      !offsets.is_contiguous() || offsets.numel() < 2) {
    return InvalidArgument("offsets must be contiguous int32 [B + 1] with B at least 1");
  }
  return {};
}

Status CheckOffsets(const PackedBatch& batch, const BertConfig& config) {
  const auto* offsets = batch.offsets.const_data_ptr<std::int32_t>();
  if (offsets[0] != 0 || offsets[batch.sequences()] != batch.total_tokens()) {
    return InvalidArgument("offsets run from {} to {}; they must run from 0 to {}", offsets[0],
                           offsets[batch.sequences()], batch.total_tokens());
  }
  std::int64_t longest = 0;
  for (std::int64_t b = 0; b < batch.sequences(); ++b) {
    const std::int64_t length = std::int64_t{offsets[b + 1]} - offsets[b];
    if (length < 1 || length > config.longest_sequence()) {
      return InvalidArgument("sequence {} has {} tokens; the model takes 1..{}", b, length,
                             config.longest_sequence());
    }
    longest = std::max(longest, length);
  }
  if (longest != batch.max_length) {
    return InvalidArgument("max_length is {}, the longest sequence has {}", batch.max_length, longest);
  }
  return {};
}

Status CheckIds(const at::Tensor& ids, std::int64_t limit, std::string_view what) {
  const auto* id = ids.const_data_ptr<std::int64_t>();
  for (std::int64_t t = 0; t < ids.numel(); ++t) {
    if (id[t] < 0 || id[t] >= limit) {
      return InvalidArgument("{} id {} of packed token {} is outside 0..{}", what, id[t], t, limit - 1);
    }
  }
  return {};
}

}  // namespace

PackedBatch Pack(std::span<const SequenceView> sequences) {
  SRNET_CHECK(!sequences.empty());
  std::int64_t total = 0;
  for (const SequenceView& sequence : sequences) {
    SRNET_CHECK(!sequence.tokens.empty());
    total += static_cast<std::int64_t>(sequence.tokens.size());
  }
  PackedBatch batch{.tokens = at::empty({total}, at::kLong),
                    .segments = at::empty({total}, at::kLong),
                    .positions = at::empty({total}, at::kLong),
                    .offsets = at::zeros({static_cast<std::int64_t>(sequences.size()) + 1}, at::kInt)};
  auto* tokens = batch.tokens.mutable_data_ptr<std::int64_t>();
  auto* segments = batch.segments.mutable_data_ptr<std::int64_t>();
  auto* positions = batch.positions.mutable_data_ptr<std::int64_t>();
  auto* offsets = batch.offsets.mutable_data_ptr<std::int32_t>();
  std::int32_t t = 0;
  for (const SequenceView& sequence : sequences) {
    std::int64_t position = 0;
    for (const std::int32_t token : sequence.tokens) {
      tokens[t] = token;
      segments[t] = position < sequence.first_segment_length ? 0 : 1;
      positions[t++] = position++;
    }
    *++offsets = t;
    batch.max_length = std::max(batch.max_length, position);
  }
  return batch;
}

Status Validate(const PackedBatch& batch, const BertConfig& config) {
  SRNET_RETURN_IF_ERROR(CheckShapes(batch));
  SRNET_RETURN_IF_ERROR(CheckOffsets(batch, config));
  SRNET_RETURN_IF_ERROR(CheckIds(batch.tokens, config.vocabulary_size, "token"));
  if (config.reads_segments())
    SRNET_RETURN_IF_ERROR(CheckIds(batch.segments, config.segment_types, "segment"));
  return CheckIds(batch.positions, config.longest_sequence(), "position");
}

}  // namespace srnet::encoder
