// BERT's WordPiece tokenizer: text to the ids of a vocabulary, by greedy longest match from the left of each
// word.
//
//   "unaffable"  ->  un ##aff ##able
//
// A word with no match at some place, or of more than 100 characters, is one [UNK]. Immutable after loading,
// any thread; each thread brings its own Words as working memory.
//
// Ids equal those of the `transformers` BertTokenizer (tests/model/tokenizer/reference), with two known
// differences. Special tokens written in a text are text here, so that no row can forge a segment; there that
// is the option split_special_tokens. And of the 204,210 characters compared one by one, 880 rare ones are
// classed differently: those that entered Unicode after that library's tables, and U+2B820 to U+2B91F, which
// it does not call ideographs.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/tokenizer/text_rules.h"
#include "model/tokenizer/tokenizer.h"
#include "model/tokenizer/vocabulary.h"
#include "model/tokenizer/words.h"

namespace srnet::tokenizer {

class WordPieceTokenizer final : public Tokenizer {
 public:
  WordPieceTokenizer(Vocabulary vocabulary, TextRules rules);

  // Reads vocab.txt and, if there, tokenizer_config.json of a Hugging Face folder, or, where there is no
  // vocab.txt, tokenizer.json. NotFound and InvalidArgument name the file and line.
  static StatusOr<WordPieceTokenizer> Load(const std::filesystem::path& model_folder);

  // Appends the ids of `text`, without special tokens.
  void Tokenize(std::string_view text, Words& words, std::vector<TokenId>& ids) const;

  std::unique_ptr<TextEncoder> NewEncoder() const override;
  SpecialTokens special_tokens() const override;
  std::size_t vocabulary_size() const override { return vocabulary_.size(); }

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const TextRules& rules() const { return rules_; }

 private:
  void TokenizeWord(std::string_view word, std::vector<TokenId>& ids) const;
  bool AppendPieces(std::string_view word, std::vector<TokenId>& ids) const;

  Vocabulary vocabulary_;
  TextRules rules_;
};

}  // namespace srnet::tokenizer
