// The word pieces a model knows, one per line of vocab.txt; the line number, from 0, is the id.
//
// A piece that continues a word is written with a leading "##". Lookups hash the bytes in place and allocate
// nothing. Immutable after loading, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/tokenizer/special_tokens.h"

#include "absl/container/flat_hash_map.h"

namespace srnet::tokenizer {

class Vocabulary {
 public:
  // InvalidArgument with file and line for bytes that are not UTF-8, an empty line or a piece that occurs
  // twice, and for a vocabulary without [PAD], [UNK], [CLS] or [SEP].
  static StatusOr<Vocabulary> Parse(std::string text, std::string_view file);
  static StatusOr<Vocabulary> Load(const std::filesystem::path& path);

  std::size_t size() const { return tokens_.size(); }
  std::string_view token(TokenId id) const { return tokens_[static_cast<std::size_t>(id)]; }

  // -1 when absent. `FindContinuation("ing")` looks for "##ing".
  TokenId Find(std::string_view token) const { return Lookup(starts_, token); }
  TokenId FindContinuation(std::string_view piece) const { return Lookup(continuations_, piece); }

  // No piece is longer than this, without its "##".
  std::size_t max_piece_bytes() const { return max_piece_bytes_; }

  TokenId pad_id() const { return pad_id_; }
  TokenId unknown_id() const { return unknown_id_; }
  TokenId cls_id() const { return cls_id_; }
  TokenId sep_id() const { return sep_id_; }

 private:
  using Table = absl::flat_hash_map<std::string_view, TokenId, std::hash<std::string_view>>;

  Vocabulary() = default;
  Status AddLine(std::string_view line, std::string_view file);
  Status FindSpecialTokens(std::string_view file);
  static TokenId Lookup(const Table& table, std::string_view key) {
    const auto entry = table.find(key);
    return entry == table.end() ? -1 : entry->second;
  }

  std::unique_ptr<const std::string>
      text_;  // What the views below point into; does not move with the object.
  std::vector<std::string_view> tokens_;
  Table starts_;
  Table continuations_;
  std::size_t max_piece_bytes_ = 0;
  TokenId pad_id_ = -1;
  TokenId unknown_id_ = -1;
  TokenId cls_id_ = -1;
  TokenId sep_id_ = -1;
};

}  // namespace srnet::tokenizer
