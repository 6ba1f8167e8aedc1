#include "model/bias/overlap_tokenizer.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "model/bias/treebank_tokenizer.h"
#include "model/tokenizer/utf8.h"

namespace srnet::bias {
namespace {

using tokenizer::AppendUtf8;
using tokenizer::CodePoint;
using tokenizer::TakeCodePoint;

constexpr std::array<std::string_view, 12> kTitles{"Mr",  "Mrs", "Ms",  "Dr",  "Prof", "St",
                                                   "Rev", "Gen", "Col", "Sen", "Gov",  "Lt"};

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether the full stop at `at` belongs to its word: a title, or an initial as in "J. Smith" and "U.S. Army".
bool EndsAbbreviation(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && !IsSpace(text[begin - 1]) && text[begin - 1] != '.') --begin;
  const std::string_view word = text.substr(begin, at - begin);
  if (word.size() == 1 && IsCapital(word[0])) return true;
  return std::find(kTitles.begin(), kTitles.end(), word) != kTitles.end();
}

bool BeginsSentence(std::string_view rest) {
  return !rest.empty() && (IsCapital(rest[0]) || IsDigit(rest[0]) || rest[0] == '"' || rest[0] == '\'' ||
                           rest[0] == '(' || static_cast<unsigned char>(rest[0]) >= 0x80);
}

// The end of the sentence that closes at or after `at`, or npos.
std::size_t FindSentenceEnd(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (text[at] != '.' && text[at] != '?' && text[at] != '!') continue;
    if (text[at] == '.' && EndsAbbreviation(text, at)) continue;
    std::size_t end = at + 1;
    while (end < text.size() && (text[end] == '"' || text[end] == '\'' || text[end] == ')')) ++end;
    std::size_t next = end;
    while (next < text.size() && IsSpace(text[next])) ++next;
    if (next > end && BeginsSentence(text.substr(next))) return end;
  }
  return std::string_view::npos;
}

bool StandsAlone(CodePoint c) {
  if (c == '\'' || c == '.' || c == ',') return false;
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
      return true;
    default:
      return false;
  }
}

void AppendUnlessEmpty(std::string_view token, std::vector<std::string>& tokens) {
  if (!token.empty()) tokens.emplace_back(token);
}

void SplitAtPunctuation(std::string_view word, std::vector<std::string>& tokens) {
  std::string_view rest = word;
  std::size_t begin = 0;  // Of the token that is being read.
  while (!rest.empty()) {
    const std::size_t at = word.size() - rest.size();
    std::size_t alone = rest.substr(0, 2) == "''" ? 2 : 0;
    const CodePoint c = TakeCodePoint(rest);
    if (alone == 2) rest = word.substr(at + 2);
    if (alone == 0 && StandsAlone(c)) alone = word.size() - rest.size() - at;
    if (alone == 0) continue;
    AppendUnlessEmpty(word.substr(begin, at - begin), tokens);
    tokens.emplace_back(word.substr(at, alone));
    begin = at + alone;
  }
  AppendUnlessEmpty(word.substr(begin), tokens);
}

}  // namespace

std::vector<std::string_view> SplitSentences(std::string_view text) {
  std::vector<std::string_view> sentences;
  for (std::size_t end; (end = FindSentenceEnd(text, 0)) != std::string_view::npos;) {
    sentences.push_back(text.substr(0, end));
    text.remove_prefix(end);
    while (!text.empty() && IsSpace(text[0])) text.remove_prefix(1);
  }
  if (!text.empty()) sentences.push_back(text);
  return sentences;
}

std::vector<std::string> OverlapTokens(std::string_view text) {
  std::vector<std::string> tokens;
  for (const std::string_view sentence : SplitSentences(text)) {
    for (const std::string& word : TreebankTokens(sentence)) SplitAtPunctuation(word, tokens);
  }
  return tokens;
}

std::string LowerCase(std::string_view token) {
  std::string lower;
  lower.reserve(token.size());
  while (!token.empty()) AppendUtf8(utf8proc_tolower(TakeCodePoint(token)), lower);
  return lower;
}

}  // namespace srnet::bias
