// The training batches of a tokenised set, or of some of its rows: in the order of (seed, epoch), packed,
// with labels and guides.
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
  // The guides are [rows, K] float32 in the order of the set, or undefined. Without `subset` all rows.
  DatasetBatches(const data::TokenisedSet& set, std::uint64_t seed, loss::Guides guides = {},
                 std::vector<std::uint32_t> subset = {});

  TrainingBatch Read(const BatchPosition& position) override;

 private:
  const data::TokenisedSet& set_;
  std::uint64_t seed_;
  loss::Guides guides_;
  std::vector<std::uint32_t> subset_;
  std::optional<std::int64_t> epoch_;  // Whose order is in order_.
  std::vector<std::uint32_t> order_;
};

}  // namespace srnet::training
