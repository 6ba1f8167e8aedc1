// The training batches of a tokenised set: rows in the order of (seed, epoch), packed, with labels and bias.
//
// Holds views of the data set, which must outlive it. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/data/tokenised_dataset.h"
#include "model/training/training_loop.h"

namespace srnet::training {

class DatasetBatches final : public BatchSource {
 public:
  // `bias_log_probabilities` is [rows, K] float32 in the order of the set, or undefined.
  DatasetBatches(const data::TokenisedSet& set, std::uint64_t seed, at::Tensor bias_log_probabilities);

  TrainingBatch Read(const BatchPosition& position) override;

 private:
  const data::TokenisedSet& set_;
  std::uint64_t seed_;
  at::Tensor bias_;
  std::optional<std::int64_t> epoch_;  // Whose order is in order_.
  std::vector<std::uint32_t> order_;
};

}  // namespace srnet::training
