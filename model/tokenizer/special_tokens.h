// The ids that are no text: what frames a pair of texts, and what fills up a row.
//
//   WordPiece (BERT)        [CLS] A [SEP] B [SEP]          one separator between the texts
//   byte pairs (RoBERTa)    <s> A </s></s> B </s>          two
//
// Plain values, any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace srnet::tokenizer {

using TokenId = std::int32_t;

struct SpecialTokens {
  TokenId pad = -1;
  TokenId begin = -1;       // [CLS] or <s>: the token whose last state is classified
  TokenId separator = -1;   // [SEP] or </s>
  std::size_t between = 1;  // separators between A and B

  // How many of them a pair has.
  std::size_t of_a_pair() const { return 2 + between; }

  bool operator==(const SpecialTokens&) const = default;
};

}  // namespace srnet::tokenizer
