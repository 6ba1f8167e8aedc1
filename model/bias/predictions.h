// What a bias model says of each training row, and the file it is kept in.
//
// b = log-probabilities over the classes, [rows, classes] float32, already normalised; the losses add them to
// the log probabilities of the model. The file knows which training rows it was made for and is refused for
// any others.
//
//   "srnetbia"  u32 version  u32 classes  u64 rows  u64 card_bytes
//   rows digest [32]   card [card_bytes]   float32 [rows, classes]   SHA-256 [32]
//
// Little endian; the card is padded with spaces to a multiple of 8. Plain values, any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet::bias {

struct Predictions {
  std::size_t classes = 0;
  std::vector<float> log_probabilities;
  std::string card;  // JSON: how the model was made, its coefficients and its accuracy.

  std::size_t rows() const { return classes == 0 ? 0 : log_probabilities.size() / classes; }
  std::span<const float> row(std::size_t index) const {
    return std::span(log_probabilities).subspan(index * classes, classes);
  }
};

// Atomic. `training_rows` is data::RowsDigest of the rows in their order.
Status WritePredictions(const Predictions& predictions, const Digest& training_rows,
                        const std::filesystem::path& path);

// NotFound; InvalidArgument for another kind or version of file; DataLoss when truncated or altered;
// FailedPrecondition when made for other training rows.
StatusOr<Predictions> ReadPredictions(const std::filesystem::path& path, const Digest& training_rows);

}  // namespace srnet::bias
