#include "model/tokenizer/pre_tokens.h"

#include <utf8proc.h>

#include <array>
#include <cstddef>

#include "model/tokenizer/character_class.h"
#include "model/tokenizer/utf8.h"

namespace srnet::tokenizer {
namespace {

enum class Kind { kSpace, kLetter, kNumber, kOther };

Kind KindOf(CodePoint c) {
  if (IsWhitespace(c)) return Kind::kSpace;
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Kind::kLetter;
    return c >= '0' && c <= '9' ? Kind::kNumber : Kind::kOther;
  }
  const utf8proc_category_t category = utf8proc_category(c);
  if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) return Kind::kLetter;
  return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO ? Kind::kNumber : Kind::kOther;
}

// The bytes of the characters of one kind that `text` begins with.
std::size_t RunLength(std::string_view text, Kind kind) {
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view after = rest;
    if (KindOf(TakeCodePoint(after)) != kind) break;
    rest = after;
  }
  return text.size() - rest.size();
}

std::size_t ContractionLength(std::string_view text) {
  constexpr std::array<std::string_view, 7> kContractions = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
  if (text.front() != '\'') return 0;
  for (const std::string_view contraction : kContractions) {
    if (text.starts_with(contraction)) return contraction.size();
  }
  return 0;
}

// Where the last character of a run of white space begins.
std::size_t LastCharacterOf(std::string_view spaces) {
  std::size_t last = 0;
  for (std::string_view rest = spaces; !rest.empty(); TakeCodePoint(rest)) last = spaces.size() - rest.size();
  return last;
}

// `text` begins with white space that belongs to no word.
std::size_t SpaceLength(std::string_view text) {
  const std::size_t run = RunLength(text, Kind::kSpace);
  if (run == text.size()) return run;
  const std::size_t last = LastCharacterOf(text.substr(0, run));
  return last > 0 ? last : run;
}

std::size_t PreTokenLength(std::string_view text) {
  if (const std::size_t contraction = ContractionLength(text); contraction > 0) return contraction;
  const std::size_t space = text.front() == ' ' ? 1 : 0;
  const std::string_view word = text.substr(space);
  if (word.empty()) return space;
  std::string_view after = word;
  const Kind kind = KindOf(TakeCodePoint(after));
  if (kind == Kind::kSpace) return SpaceLength(text);
  return space + RunLength(word, kind);
}

}  // namespace

std::string_view TakePreToken(std::string_view& text) {
  const std::string_view taken = text.substr(0, PreTokenLength(text));
  text.remove_prefix(taken.size());
  return taken;
}

}  // namespace srnet::tokenizer
