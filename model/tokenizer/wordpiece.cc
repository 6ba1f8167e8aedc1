#include "model/tokenizer/wordpiece.h"

#include <algorithm>
#include <string>
#include <utility>

#include "model/tokenizer/tokenizer_json.h"

namespace srnet::tokenizer {
namespace {

constexpr std::size_t kMaxCharactersPerWord = 100;

bool IsContinuationByte(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::size_t CountCharacters(std::string_view word) {
  return static_cast<std::size_t>(
      std::count_if(word.begin(), word.end(), [](char byte) { return !IsContinuationByte(byte); }));
}

// The longest prefix of whole characters with at most `limit` bytes.
std::size_t PrefixBytes(std::string_view word, std::size_t limit) {
  if (word.size() <= limit) return word.size();
  while (limit > 0 && IsContinuationByte(word[limit])) --limit;
  return limit;
}

std::size_t DropLastCharacter(std::string_view word, std::size_t end) {
  do {
    --end;
  } while (end > 0 && IsContinuationByte(word[end]));
  return end;
}

class WordPieceEncoder final : public TextEncoder {
 public:
  explicit WordPieceEncoder(const WordPieceTokenizer& tokenizer) : tokenizer_(tokenizer) {}
  void Append(std::string_view text, std::vector<TokenId>& ids) override {
    tokenizer_.Tokenize(text, words_, ids);
  }

 private:
  const WordPieceTokenizer& tokenizer_;
  Words words_;
};

StatusOr<WordPieceTokenizer> LoadJson(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const WordPieceJson json, LoadWordPieceJson(path));
  std::string lines;
  for (const std::string& token : json.tokens) lines += token + "\n";
  SRNET_ASSIGN_OR_RETURN(Vocabulary vocabulary, Vocabulary::Parse(std::move(lines), path.native()));
  return WordPieceTokenizer(std::move(vocabulary), json.rules);
}

}  // namespace

WordPieceTokenizer::WordPieceTokenizer(Vocabulary vocabulary, TextRules rules)
    : vocabulary_(std::move(vocabulary)), rules_(rules) {}

StatusOr<WordPieceTokenizer> WordPieceTokenizer::Load(const std::filesystem::path& model_folder) {
  StatusOr<Vocabulary> lines = Vocabulary::Load(model_folder / "vocab.txt");
  const std::filesystem::path json = model_folder / "tokenizer.json";
  if (lines.status().code() == StatusCode::kNotFound && std::filesystem::exists(json)) return LoadJson(json);
  if (!lines.ok()) return lines.status();
  SRNET_ASSIGN_OR_RETURN(const TextRules rules, LoadTextRules(model_folder));
  return WordPieceTokenizer(*std::move(lines), rules);
}

std::unique_ptr<TextEncoder> WordPieceTokenizer::NewEncoder() const {
  return std::make_unique<WordPieceEncoder>(*this);
}

SpecialTokens WordPieceTokenizer::special_tokens() const {
  return {.pad = vocabulary_.pad_id(), .begin = vocabulary_.cls_id(), .separator = vocabulary_.sep_id()};
}

void WordPieceTokenizer::Tokenize(std::string_view text, Words& words, std::vector<TokenId>& ids) const {
  words.Split(text, rules_);
  for (std::size_t i = 0; i < words.size(); ++i) TokenizeWord(words[i], ids);
}

void WordPieceTokenizer::TokenizeWord(std::string_view word, std::vector<TokenId>& ids) const {
  const std::size_t before = ids.size();
  const bool too_long = word.size() > kMaxCharactersPerWord && CountCharacters(word) > kMaxCharactersPerWord;
  if (too_long || !AppendPieces(word, ids)) {
    ids.resize(before);
    ids.push_back(vocabulary_.unknown_id());
  }
}

bool WordPieceTokenizer::AppendPieces(std::string_view word, std::vector<TokenId>& ids) const {
  bool at_start = true;
  while (!word.empty()) {
    std::size_t end = PrefixBytes(word, vocabulary_.max_piece_bytes());
    TokenId id = -1;
    for (; end > 0; end = DropLastCharacter(word, end)) {
      const std::string_view piece = word.substr(0, end);
      id = at_start ? vocabulary_.Find(piece) : vocabulary_.FindContinuation(piece);
      if (id >= 0) break;
    }
    if (id < 0) return false;
    ids.push_back(id);
    word.remove_prefix(end);
    at_start = false;
  }
  return true;
}

}  // namespace srnet::tokenizer
