// BERT's WordPiece tokenizer: text to the ids of a vocabulary, by greedy longest match from the left of each
// word.
//
//   "unaffable"  ->  un ##aff ##able
//
// A word with no match at some place, or of more than 100 characters, is one [UNK]. Ids equal those of the
// `transformers` BertTokenizer with special tokens in the text taken as text
// (tests/model/tokenizer/reference). Immutable after loading, any thread; each thread brings its own Words as
// working memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/tokenizer/text_rules.h"
#include "model/tokenizer/vocabulary.h"
#include "model/tokenizer/words.h"

namespace srnet::tokenizer {

class WordPieceTokenizer {
 public:
  WordPieceTokenizer(Vocabulary vocabulary, TextRules rules);

  // Reads vocab.txt and, if there, tokenizer_config.json of a Hugging Face folder. NotFound and
  // InvalidArgument name the file and line.
  static StatusOr<WordPieceTokenizer> Load(const std::filesystem::path& model_folder);

  // Appends the ids of `text`, without special tokens.
  void Tokenize(std::string_view text, Words& words, std::vector<TokenId>& ids) const;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const TextRules& rules() const { return rules_; }

 private:
  void TokenizeWord(std::string_view word, std::vector<TokenId>& ids) const;
  bool AppendPieces(std::string_view word, std::vector<TokenId>& ids) const;

  Vocabulary vocabulary_;
  TextRules rules_;
};

}  // namespace srnet::tokenizer
