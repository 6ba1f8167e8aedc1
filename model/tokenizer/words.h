// A text cut into the words that word pieces are looked up in: cleaned, cut at spaces, punctuation and
// ideographs, without accents and in lower case as the rules say.
//
//   "Café-bar, 日本!"  ->  cafe | - | bar | , | 日 | 本 | !
//
// In order, as the released BERT does: drop control characters, U+FFFD and bytes that are not UTF-8; put
// spaces around ideographs; decompose canonically and drop nonspacing marks (if accents go); lower case,
// character by character; split at white space and around each punctuation character. Special tokens such as
// "[SEP]" in a text are plain text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/tokenizer/text_rules.h"
#include "model/tokenizer/utf8.h"

namespace srnet::tokenizer {

// The words of one text at a time, in memory that is used again for the next text. One thread at a time.
class Words {
 public:
  // Replaces the content with the words of `text`.
  void Split(std::string_view text, const TextRules& rules);

  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }

 private:
  void SplitAscii(std::string_view text, const TextRules& rules);
  void SplitUnicode(std::string_view text, const TextRules& rules);
  void Clean(std::string_view text, const TextRules& rules);
  void StripAccents();
  void CutWords(const TextRules& rules);
  void EndWord();

  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<CodePoint> code_points_;
  std::vector<CodePoint> decomposed_;
};

}  // namespace srnet::tokenizer
