#include "model/bias/treebank_tokenizer.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "model/tokenizer/character_class.h"
#include "model/tokenizer/utf8.h"

namespace srnet::bias {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Length in bytes of the white space character at `at`; 0 when it is another one.
std::size_t SpaceBytes(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (IsAscii(c)) return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F) ? 1 : 0;
  std::string_view rest = text.substr(at);
  return tokenizer::IsWhitespace(tokenizer::TakeCodePoint(rest)) ? text.size() - at - rest.size() : 0;
}

// A letter, digit or underscore begins at `at`.
bool IsWordCharacter(std::string_view text, std::size_t at) {
  const char lower = Lower(text[at]);
  if (IsAscii(lower)) return (lower >= 'a' && lower <= 'z') || IsDigit(lower) || lower == '_';
  std::string_view rest = text.substr(at);
  const utf8proc_category_t category = utf8proc_category(tokenizer::TakeCodePoint(rest));
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
         (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

// Where the character before `at` begins.
std::size_t CharacterBefore(std::string_view text, std::size_t at) {
  do {
    --at;
  } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

bool IsOneOf(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool StartsWithAnyCase(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  return std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char wanted, char c) { return wanted == Lower(c); });
}

// One rule of the list, applied from left to right. `rule(text, at, output)` looks at text[at...]; when it
// matches it appends the replacement to `output` and returns how many bytes it used up, else 0.
template <typename Rule>
void Apply(std::string& text, Rule rule) {
  std::string output;
  output.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t used = rule(std::string_view(text), at, output);
    if (used == 0) output += text[at];
    at += std::max<std::size_t>(used, 1);
  }
  text = std::move(output);
}

void Replace(std::string& text, std::string_view from, std::string_view to) {
  if (text.find(from) == std::string::npos) return;
  Apply(text, [from, to](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (!StartsWith(all.substr(at), from)) return 0;
    output += to;
    return from.size();
  });
}

void SpaceAround(std::string& text, std::string_view characters) {
  if (text.find_first_of(characters) == std::string::npos) return;
  Apply(text, [characters](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (!IsOneOf(all[at], characters)) return 0;
    ((output += ' ') += all[at]) += ' ';
    return 1;
  });
}

void OpenQuotes(std::string& text) {
  if (StartsWith(text, "\"")) text.replace(0, 1, "``");
  Replace(text, "``", " `` ");
  Apply(text, [](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (!IsOneOf(all[at], " ([{<")) return 0;
    const std::string_view rest = all.substr(at + 1);
    const std::size_t quote = StartsWith(rest, "\"") ? 1 : StartsWith(rest, "''") ? 2 : 0;
    if (quote == 0) return 0;
    (output += all[at]) += " `` ";
    return 1 + quote;
  });
}

// "a,b" but not "1,000"; the character after it is used up, so of ",," only the first is set apart here.
void SetApartColonAndComma(std::string& text) {
  if (text.find_first_of(":,") == std::string::npos) return;
  Apply(text, [](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (!IsOneOf(all[at], ":,") || at + 1 == all.size() || IsDigit(all[at + 1])) return 0;
    (((output += ' ') += all[at]) += ' ') += all[at + 1];
    return 2;
  });
  if (!text.empty() && IsOneOf(text.back(), ":,"))
    text = text.substr(0, text.size() - 1) + ' ' + text.back() + ' ';
}

// The last full stop, before any closing brackets and quotes. Not the last of an ellipsis.
void SetApartFinalStop(std::string& text) {
  std::size_t end = text.size();
  while (end > 0 && SpaceBytes(text, CharacterBefore(text, end)) > 0) end = CharacterBefore(text, end);
  std::size_t stop = end;
  while (stop > 0 && IsOneOf(text[stop - 1], "])}>\"'")) --stop;
  if (stop < 2 || text[stop - 1] != '.' || text[stop - 2] == '.') return;
  text = text.substr(0, stop - 1) + " ." + text.substr(stop, end - stop) + ' ';
}

// A quote that closes a word: "dogs' " but not "'' ".
void SetApartFinalApostrophe(std::string& text) {
  if (text.find("' ") == std::string::npos) return;
  Apply(text, [](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (all[at] == '\'' || !StartsWith(all.substr(at + 1), "' ")) return 0;
    (output += all[at]) += " ' ";
    return 3;
  });
}

// Sets an ending such as "'s" apart from its word; a space must follow, and is used up.
template <std::size_t kSize>
void SetApartEndings(std::string& text, const std::array<std::string_view, kSize>& endings) {
  if (text.find('\'') == std::string::npos) return;
  Apply(text, [&endings](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (all[at] == '\'' || all[at] == ' ') return 0;
    const std::string_view rest = all.substr(at + 1);
    for (const std::string_view ending : endings) {
      if (!StartsWith(rest, ending) || rest.size() == ending.size() || rest[ending.size()] != ' ') continue;
      (((output += all[at]) += ' ') += ending) += ' ';
      return ending.size() + 2;
    }
    return 0;
  });
}

struct Contraction {
  std::string_view first;
  std::string_view second;
};

// Words that are two words, in any case: "cannot", "gonna".
constexpr std::array<Contraction, 8> kContractions{{{"can", "not"},
                                                    {"d", "'ye"},
                                                    {"gim", "me"},
                                                    {"gon", "na"},
                                                    {"got", "ta"},
                                                    {"lem", "me"},
                                                    {"more", "'n"},
                                                    {"wan", "na"}}};

bool IsWordBoundary(std::string_view text, std::size_t at) {
  const bool before = at > 0 && IsWordCharacter(text, CharacterBefore(text, at));
  const bool after = at < text.size() && IsWordCharacter(text, at);
  return before != after;
}

void Append(const Contraction& contraction, std::string_view matched, std::string& output) {
  const std::size_t cut = contraction.first.size();
  ((((output += ' ') += matched.substr(0, cut)) += ' ') += matched.substr(cut)) += ' ';
}

void SplitContraction(std::string& text, const Contraction& contraction) {
  const std::string whole = std::string(contraction.first) + std::string(contraction.second);
  const bool needs_space = contraction.first == "wan";
  Apply(text, [&](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (!StartsWithAnyCase(all.substr(at), whole) || !IsWordBoundary(all, at)) return 0;
    const std::size_t end = at + whole.size();
    if (needs_space ? end == all.size() || SpaceBytes(all, end) == 0 : !IsWordBoundary(all, end)) return 0;
    Append(contraction, all.substr(at, whole.size()), output);
    return whole.size();
  });
}

// " 'tis" and " 'twas"; the space is part of the match.
void SplitIt(std::string& text, const Contraction& contraction) {
  const std::string whole = " " + std::string(contraction.first) + std::string(contraction.second);
  if (text.find(" '") == std::string::npos) return;
  Apply(text, [&](std::string_view all, std::size_t at, std::string& output) -> std::size_t {
    if (!StartsWithAnyCase(all.substr(at), whole) || !IsWordBoundary(all, at + whole.size())) return 0;
    Append(contraction, all.substr(at + 1, whole.size() - 1), output);
    return whole.size();
  });
}

std::vector<std::string> SplitAtSpaces(std::string_view text) {
  std::vector<std::string> tokens;
  std::size_t begin = 0;  // Of the token that is being read.
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = SpaceBytes(text, at);
    if (space > 0 && at > begin) tokens.emplace_back(text.substr(begin, at - begin));
    at += std::max<std::size_t>(space, 1);
    if (space > 0) begin = at;
  }
  if (begin < text.size()) tokens.emplace_back(text.substr(begin));
  return tokens;
}

}  // namespace

std::vector<std::string> TreebankTokens(std::string_view sentence) {
  constexpr std::array<std::string_view, 7> kShortEndings{"'s", "'S", "'m", "'M", "'d", "'D", "'"};
  constexpr std::array<std::string_view, 8> kLongEndings{"'ll", "'LL", "'re", "'RE",
                                                         "'ve", "'VE", "n't", "N'T"};
  std::string text(sentence);
  OpenQuotes(text);
  SetApartColonAndComma(text);
  Replace(text, "...", " ... ");
  SpaceAround(text, ";@#$%&");
  SetApartFinalStop(text);
  SpaceAround(text, "?!");
  SetApartFinalApostrophe(text);
  SpaceAround(text, "][(){}<>");
  Replace(text, "--", " -- ");
  text = " " + text + " ";
  Replace(text, "''", " '' ");
  Replace(text, "\"", " '' ");
  SetApartEndings(text, kShortEndings);
  SetApartEndings(text, kLongEndings);
  for (const Contraction& contraction : kContractions) SplitContraction(text, contraction);
  SplitIt(text, {"'t", "is"});
  SplitIt(text, {"'t", "was"});
  return SplitAtSpaces(text);
}

}  // namespace srnet::bias
