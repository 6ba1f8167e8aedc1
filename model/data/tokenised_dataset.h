// A data set as token ids, ready to train on: one file, mapped into memory and checked before the first row
// is read.
//
// This is the artifact `dataset` of an import_dataset stage. Rows keep the order of the data set; a limit on
// rows keeps a deterministic sample. The file ends in the SHA-256 of all before it, so a truncated or altered
// file is one clear error and never a wrong row. The layout is in tokenised_format.h. Immutable once open,
// any thread.
//
//   SRNET_ASSIGN_OR_RETURN(const auto dataset, TokenisedDataset::Open(path));
//   const TokenisedSet& train = *dataset.Find(Role::kTrain);
//   for (std::size_t row = 0; row < train.rows(); ++row) train.ids(row).CopyTo(destination);
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/digest/digest.h"
#include "common/files/mapped_file.h"
#include "common/status/status.h"
#include "model/data/dataset.h"
#include "model/data/token_span.h"
#include "model/tokenizer/special_tokens.h"

namespace srnet::data {

// One set. All views point into the open file and live as long as its TokenisedDataset.
class TokenisedSet {
 public:
  // Name, role, labels, label_merge, metric and group names; `rows` is empty.
  const LabelledSet& description() const { return description_; }
  const std::string& name() const { return description_.name; }

  std::size_t rows() const { return labels_.size(); }
  std::size_t tokens() const { return offsets_[rows()]; }

  // The sequence of a row as PairEncoder makes it, and the length of its segment 0.
  TokenSpan ids(std::size_t row) const { return all_ids_.Part(offsets_[row], length(row)); }
  std::size_t length(std::size_t row) const { return offsets_[row + 1] - offsets_[row]; }
  std::size_t segment_a_length(std::size_t row) const { return segment_a_lengths_[row]; }

  int label(std::size_t row) const { return labels_[row]; }

  // Where the row was in the data set folder, from 0: with a limit on rows not every one is here.
  std::uint64_t source_row(std::size_t row) const { return source_rows_[row]; }
  std::string_view row_id(std::size_t row) const { return strings_.at(row_id_strings_[row]); }

  // The value of a group column, for example "subsequence" of "heuristic".
  std::string_view group(std::size_t row, std::size_t column) const;

 private:
  friend class TokenisedFileReader;

  // Strings stored once each, as offsets into one text.
  struct StringTable {
    std::span<const std::uint64_t> offsets;
    std::string_view text;
    std::string_view at(std::size_t index) const {
      return text.substr(offsets[index], offsets[index + 1] - offsets[index]);
    }
  };

  LabelledSet description_;
  std::span<const std::uint64_t> offsets_;
  TokenSpan all_ids_;
  std::span<const std::uint16_t> segment_a_lengths_;
  std::span<const std::uint8_t> labels_;
  std::span<const std::uint64_t> source_rows_;
  std::span<const std::uint32_t> row_id_strings_;
  std::span<const std::uint32_t> group_strings_;  // [rows, group columns]
  StringTable strings_;
};

class TokenisedDataset {
 public:
  // NotFound; InvalidArgument when this is another kind of file or another version of it; DataLoss when it is
  // truncated or altered.
  static StatusOr<TokenisedDataset> Open(const std::filesystem::path& path);

  const std::string& name() const { return name_; }
  const std::vector<std::string>& labels() const { return labels_; }  // The model's classes.
  const std::vector<TokenisedSet>& sets() const { return sets_; }

  // nullptr when there is none. There is always one training and one dev set.
  const TokenisedSet* Find(std::string_view name) const;
  const TokenisedSet* Find(Role role) const;

  std::size_t max_length() const { return max_length_; }
  std::size_t vocabulary_size() const { return vocabulary_size_; }
  tokenizer::TokenId pad_id() const { return pad_id_; }
  tokenizer::TokenId cls_id() const { return cls_id_; }
  tokenizer::TokenId sep_id() const { return sep_id_; }

  // SHA-256 of the content.
  const Digest& digest() const { return digest_; }

 private:
  friend class TokenisedFileReader;

  MappedFile file_;
  std::string name_;
  std::vector<std::string> labels_;
  std::vector<TokenisedSet> sets_;
  std::size_t max_length_ = 0;
  std::size_t vocabulary_size_ = 0;
  tokenizer::TokenId pad_id_ = 0;
  tokenizer::TokenId cls_id_ = 0;
  tokenizer::TokenId sep_id_ = 0;
  Digest digest_;
};

// SHA-256 of the ids, segment lengths, labels and row ids of a set: what predictions for its rows are tied
// to.
Digest RowsDigest(const TokenisedSet& set);

}  // namespace srnet::data
