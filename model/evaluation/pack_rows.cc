#include "model/evaluation/pack_rows.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>

namespace srnet::evaluation {

encoder::PackedBatch PackRows(const data::TokenisedSet& set, std::span<const std::uint32_t> rows) {
  TORCH_CHECK(!rows.empty(), "a batch needs at least one row");
  std::int64_t total = 0;
  for (const std::uint32_t row : rows) total += static_cast<std::int64_t>(set.length(row));
  const auto count = static_cast<std::int64_t>(rows.size());
  encoder::PackedBatch batch{.tokens = at::empty({total}, at::kLong),
                             .segments = at::empty({total}, at::kLong),
                             .positions = at::empty({total}, at::kLong),
                             .offsets = at::empty({count + 1}, at::kInt),
                             .max_length = 0};
  auto* tokens = batch.tokens.mutable_data_ptr<std::int64_t>();
  auto* segments = batch.segments.mutable_data_ptr<std::int64_t>();
  auto* positions = batch.positions.mutable_data_ptr<std::int64_t>();
  auto* offsets = batch.offsets.mutable_data_ptr<std::int32_t>();
  std::int64_t begin = 0;
  for (const std::uint32_t row : rows) {
    const auto length = static_cast<std::int64_t>(set.length(row));
    const auto first_segment = static_cast<std::int64_t>(set.segment_a_length(row));
    set.ids(row).CopyTo(tokens + begin);
    std::fill_n(segments + begin, first_segment, 0);
    std::fill_n(segments + begin + first_segment, length - first_segment, 1);
    std::iota(positions + begin, positions + begin + length, std::int64_t{0});
    *offsets++ = static_cast<std::int32_t>(begin);
    begin += length;
    batch.max_length = std::max(batch.max_length, length);
  }
  *offsets = static_cast<std::int32_t>(begin);
  return batch;
}

at::Tensor LabelsOf(const data::TokenisedSet& set, std::span<const std::uint32_t> rows) {
  at::Tensor labels = at::empty({static_cast<std::int64_t>(rows.size())}, at::kLong);
  auto* values = labels.mutable_data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < rows.size(); ++i) values[i] = set.label(rows[i]);
  return labels;
}

Status FitsModel(const data::TokenisedDataset& dataset, const encoder::BertConfig& config) {
  if (static_cast<std::int64_t>(dataset.vocabulary_size()) > config.vocabulary_size) {
    return InvalidArgument(
        "data set {} was tokenised with {} token ids, but the model has {}; tokenise it for this model",
        dataset.name(), dataset.vocabulary_size(), config.vocabulary_size);
  }
  if (static_cast<std::int64_t>(dataset.max_length()) > config.longest_sequence()) {
    return InvalidArgument(
        "data set {} has rows of up to {} tokens, but the model has {} positions; import it shorter",
        dataset.name(), dataset.max_length(), config.longest_sequence());
  }
  return absl::OkStatus();
}

}  // namespace srnet::evaluation
