// Makes the tokenised form of a data set: what an import_dataset stage does.
//
// Sets for training become one, in the order of training_rows.h. The bytes are a function of the data set,
// the tokenizer and the options alone. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "common/status/status.h"
#include "model/data/dataset.h"
#include "model/tokenizer/tokenizer.h"

namespace srnet::data {

struct TokeniseOptions {
  std::size_t max_length = 128;
  bool oracle = false;                // The training set gets the rows of the oracle sets too.
  std::uint64_t train_rows = 0;       // 0: all. Otherwise a limit as in training_rows.h.
  std::uint64_t evaluation_rows = 0;  // 0: all. Otherwise SampleRows of each evaluation set.
};

struct TokeniseReport {
  std::uint64_t rows = 0;
  std::uint64_t tokens = 0;
  std::uint64_t truncated = 0;  // Rows that were longer than max_length.
};

// The bytes of the file. InvalidArgument when CheckDataset fails or max_length is below the special tokens of
// a pair or above 65535, FailedPrecondition for an oracle where the data set has no oracle sets.
StatusOr<std::string> TokeniseToBytes(const Dataset& dataset, const tokenizer::Tokenizer& tokenizer,
                                      const TokeniseOptions& options, TokeniseReport* report = nullptr);

// Reads the data set folder and writes the file atomically.
StatusOr<TokeniseReport> TokeniseDataset(const std::filesystem::path& folder,
                                         const tokenizer::Tokenizer& tokenizer,
                                         const TokeniseOptions& options, const std::filesystem::path& output);

}  // namespace srnet::data
