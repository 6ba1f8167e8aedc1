// Makes the tokenised form of a data set: what an import_dataset stage does.
//
// The bytes are a function of the data set, the vocabulary, the rules of the tokenizer and the options alone.
// Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "common/status/status.h"
#include "model/data/dataset.h"
#include "model/tokenizer/wordpiece.h"

namespace srnet::data {

struct TokeniseOptions {
  std::size_t max_length = 128;
  std::uint64_t train_rows = 0;       // 0: all. Otherwise SampleRows of the training set.
  std::uint64_t evaluation_rows = 0;  // The same for each other set.
};

struct TokeniseReport {
  std::uint64_t rows = 0;
  std::uint64_t tokens = 0;
  std::uint64_t truncated = 0;  // Rows that were longer than max_length.
};

// The bytes of the file. InvalidArgument when CheckDataset fails or max_length is below 3 or above 65535.
StatusOr<std::string> TokeniseToBytes(const Dataset& dataset, const tokenizer::WordPieceTokenizer& tokenizer,
                                      const TokeniseOptions& options, TokeniseReport* report = nullptr);

// Reads the data set folder and writes the file atomically.
StatusOr<TokeniseReport> TokeniseDataset(const std::filesystem::path& folder,
                                         const tokenizer::WordPieceTokenizer& tokenizer,
                                         const TokeniseOptions& options, const std::filesystem::path& output);

}  // namespace srnet::data
