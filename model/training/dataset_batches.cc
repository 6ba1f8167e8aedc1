#include "model/training/dataset_batches.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <span>
#include <utility>

#include "model/evaluation/pack_rows.h"
#include "model/training/epoch_order.h"

namespace srnet::training {
namespace {

at::Tensor Rows(const at::Tensor& guide, std::span<const std::uint32_t> rows) {
  if (!guide.defined()) return guide;
  at::Tensor indices = at::empty({static_cast<std::int64_t>(rows.size())}, at::kLong);
  std::copy(rows.begin(), rows.end(), indices.mutable_data_ptr<std::int64_t>());
  return guide.index_select(0, indices);
}

}  // namespace

DatasetBatches::DatasetBatches(const data::TokenisedSet& set, std::uint64_t seed, loss::Guides guides,
                               std::vector<std::uint32_t> subset)
    : set_(set), seed_(seed), guides_(std::move(guides)), subset_(std::move(subset)) {
  for (const at::Tensor& guide : {guides_.bias, guides_.teacher}) {
    TORCH_CHECK(!guide.defined() || guide.size(0) == static_cast<std::int64_t>(set.rows()),
                "one row of a guide for each row");
  }
}

TrainingBatch DatasetBatches::Read(const BatchPosition& position) {
  if (epoch_ != position.epoch) {
    const std::size_t rows = subset_.empty() ? set_.rows() : subset_.size();
    order_ = EpochOrder(seed_, static_cast<std::uint64_t>(position.epoch), static_cast<std::int64_t>(rows));
    if (!subset_.empty()) {
      for (std::uint32_t& row : order_) row = subset_[row];
    }
    epoch_ = position.epoch;
  }
  const auto rows = std::span<const std::uint32_t>(order_).subspan(static_cast<std::size_t>(position.first),
                                                                   static_cast<std::size_t>(position.count));
  return {.sequences = evaluation::PackRows(set_, rows),
          .labels = evaluation::LabelsOf(set_, rows),
          .guides = {.bias = Rows(guides_.bias, rows), .teacher = Rows(guides_.teacher, rows)}};
}

}  // namespace srnet::training
