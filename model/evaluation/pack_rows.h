// Rows of a tokenised set, laid end to end as the encoder wants them: one copy from the mapped file.
//
// Shapes: B = rows.size() sequences, T tokens in all (encoder/packed_batch.h). At least one row. Ids are not
// checked here: FitsModel does that once for a whole data set. Any thread.
#pragma once

#include <cstdint>
#include <span>

#include "common/status/status.h"
#include "model/data/tokenised_dataset.h"
#include "model/encoder/bert_config.h"
#include "model/encoder/packed_batch.h"

namespace srnet::evaluation {

encoder::PackedBatch PackRows(const data::TokenisedSet& set, std::span<const std::uint32_t> rows);

// The gold labels of the rows, [B] int64.
at::Tensor LabelsOf(const data::TokenisedSet& set, std::span<const std::uint32_t> rows);

// INVALID_ARGUMENT when the model has fewer token ids or positions than the data set uses.
Status FitsModel(const data::TokenisedDataset& dataset, const encoder::BertConfig& config);

}  // namespace srnet::evaluation
