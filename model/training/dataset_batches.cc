#include "model/training/dataset_batches.h"

#include <ATen/ATen.h>

#include <span>
#include <utility>

#include "model/evaluation/pack_rows.h"
#include "model/training/epoch_order.h"

namespace srnet::training {

DatasetBatches::DatasetBatches(const data::TokenisedSet& set, std::uint64_t seed,
                               at::Tensor bias_log_probabilities)
    : set_(set), seed_(seed), bias_(std::move(bias_log_probabilities)) {
  TORCH_CHECK(!bias_.defined() || bias_.size(0) == static_cast<std::int64_t>(set.rows()),
              "one bias row for each row");
}

TrainingBatch DatasetBatches::Read(const BatchPosition& position) {
  if (epoch_ != position.epoch) {
    order_ =
        EpochOrder(seed_, static_cast<std::uint64_t>(position.epoch), static_cast<std::int64_t>(set_.rows()));
    epoch_ = position.epoch;
  }
  const auto rows = std::span<const std::uint32_t>(order_).subspan(static_cast<std::size_t>(position.first),
                                                                   static_cast<std::size_t>(position.count));
  TrainingBatch batch{.sequences = evaluation::PackRows(set_, rows),
                      .labels = evaluation::LabelsOf(set_, rows),
                      .bias_log_probabilities = {}};
  if (bias_.defined()) {
    at::Tensor indices = at::empty({position.count}, at::kLong);
    std::copy(rows.begin(), rows.end(), indices.mutable_data_ptr<std::int64_t>());
    batch.bias_log_probabilities = bias_.index_select(0, indices);
  }
  return batch;
}

}  // namespace srnet::training
