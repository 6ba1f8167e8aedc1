// The four questions BERT asks of a character (Devlin et al. 2019, released tokenizer), by Unicode 15. Any
// thread.
#pragma once

#include "model/tokenizer/utf8.h"

namespace srnet::tokenizer {

// The Unicode property White_Space.
bool IsWhitespace(CodePoint code_point);

// What cleaning drops: NUL, U+FFFD and the categories Cc, Cf and Co, except tab, newline and carriage return.
bool IsDropped(CodePoint code_point);

// Any P* category, and the ASCII symbols such as "$" and "^" that Unicode does not call punctuation.
bool IsPunctuation(CodePoint code_point);

// Blocks of CJK ideographs. Kana and Hangul are written with spaces or as words and are not in here.
bool IsCjk(CodePoint code_point);

// Category Mn: what is left of an accent after canonical decomposition.
bool IsNonspacingMark(CodePoint code_point);

}  // namespace srnet::tokenizer
