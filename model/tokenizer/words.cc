#include "model/tokenizer/words.h"

#include <utf8proc.h>

#include <algorithm>

#include "model/tokenizer/character_class.h"

namespace srnet::tokenizer {
namespace {

constexpr CodePoint kCapitalIWithDot = 0x130;
constexpr CodePoint kDotAbove = 0x307;

int CombiningClass(CodePoint c) { return c < 0x300 ? 0 : utf8proc_get_property(c)->combining_class; }

// Unicode 3.11 D109: marks that follow one another are sorted by combining class, equal ones stay in order.
void OrderCanonically(std::vector<CodePoint>& text) {
  auto begin = text.begin();
  while (begin != text.end()) {
    begin = std::find_if(begin, text.end(), [](CodePoint c) { return CombiningClass(c) != 0; });
    const auto end = std::find_if(begin, text.end(), [](CodePoint c) { return CombiningClass(c) == 0; });
    if (end - begin > 1) {
      std::stable_sort(begin, end,
                       [](CodePoint a, CodePoint b) { return CombiningClass(a) < CombiningClass(b); });
    }
    begin = end;
  }
}

void AppendDecomposition(CodePoint c, std::vector<CodePoint>& text) {
  constexpr utf8proc_ssize_t kMaxDecomposition = 8;
  utf8proc_int32_t parts[kMaxDecomposition];
  int boundary_class = 0;
  const auto count =
      utf8proc_decompose_char(c, parts, kMaxDecomposition, UTF8PROC_DECOMPOSE, &boundary_class);
  if (count <= 0 || count > kMaxDecomposition) {
    text.push_back(c);
  } else {
    text.insert(text.end(), parts, parts + count);
  }
}

void AppendLowerCase(CodePoint c, std::string& bytes) {
  // The one character whose lower case is two characters.
  if (c == kCapitalIWithDot) {
    bytes += 'i';
    AppendUtf8(kDotAbove, bytes);
  } else {
    AppendUtf8(utf8proc_tolower(c), bytes);
  }
}

}  // namespace

void Words::Split(std::string_view text, const TextRules& rules) {
  bytes_.clear();
  ends_.clear();
  if (IsAscii(text)) {
    SplitAscii(text, rules);
  } else {
    SplitUnicode(text, rules);
  }
}

void Words::SplitAscii(std::string_view text, const TextRules& rules) {
  for (const char c : text) {
    if (IsDropped(c)) continue;
    if (IsWhitespace(c)) {
      EndWord();
    } else if (IsPunctuation(c)) {
      EndWord();
      bytes_ += c;
      EndWord();
    } else {
      bytes_ += rules.lower_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  EndWord();
}

void Words::SplitUnicode(std::string_view text, const TextRules& rules) {
  Clean(text, rules);
  if (rules.strip_accents) StripAccents();
  CutWords(rules);
}

void Words::Clean(std::string_view text, const TextRules& rules) {
  code_points_.clear();
  while (!text.empty()) {
    const CodePoint c = TakeCodePoint(text);
    if (IsDropped(c)) continue;
    const bool spaced = rules.space_cjk && IsCjk(c);
    if (spaced) code_points_.push_back(' ');
    code_points_.push_back(c);
    if (spaced) code_points_.push_back(' ');
  }
}

void Words::StripAccents() {
  decomposed_.clear();
  for (const CodePoint c : code_points_) {
    if (c < 0x80) {
      decomposed_.push_back(c);
    } else {
      AppendDecomposition(c, decomposed_);
    }
  }
  OrderCanonically(decomposed_);
  decomposed_.erase(std::remove_if(decomposed_.begin(), decomposed_.end(), IsNonspacingMark),
                    decomposed_.end());
  code_points_.swap(decomposed_);
}

void Words::CutWords(const TextRules& rules) {
  for (const CodePoint c : code_points_) {
    if (IsWhitespace(c)) {
      EndWord();
    } else if (IsPunctuation(c)) {
      EndWord();
      AppendUtf8(c, bytes_);
      EndWord();
    } else if (rules.lower_case) {
      AppendLowerCase(c, bytes_);
    } else {
      AppendUtf8(c, bytes_);
    }
  }
  EndWord();
}

void Words::EndWord() {
  const std::size_t begin = ends_.empty() ? 0 : ends_.back();
  if (bytes_.size() > begin) ends_.push_back(bytes_.size());
}

}  // namespace srnet::tokenizer
