// Text to the ids of a model's vocabulary: what WordPiece and byte pairs have in common.
//
// A Tokenizer is immutable and any thread may use it; the working memory is a TextEncoder's, one for each
// thread. Special tokens written in a text are text, so that no row can forge the end of another.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "model/tokenizer/special_tokens.h"

namespace srnet::tokenizer {

// One thread at a time. Must not outlive its tokenizer.
class TextEncoder {
 public:
  virtual ~TextEncoder() = default;

  // Appends the ids of `text`, without special tokens. Bytes that are not UTF-8 are no error.
  virtual void Append(std::string_view text, std::vector<TokenId>& ids) = 0;
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  virtual std::unique_ptr<TextEncoder> NewEncoder() const = 0;
  virtual SpecialTokens special_tokens() const = 0;

  // Every id is below this.
  virtual std::size_t vocabulary_size() const = 0;

 protected:
  Tokenizer() = default;
  Tokenizer(Tokenizer&&) = default;
  Tokenizer& operator=(Tokenizer&&) = default;
};

}  // namespace srnet::tokenizer
