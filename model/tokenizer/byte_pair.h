// RoBERTa's tokenizer: byte-level byte pair encoding (Radford et al. 2019; Liu et al. 2019).
//
//   "unaffable"  ->  un aff able          " unaffable"  ->  _un aff able          (_ is a space)
//
// Nothing is normalised: case, accents and spaces are kept, and bytes that are not UTF-8 are encoded as they
// are. Immutable after loading, any thread.
//
// Ids equal those of the `transformers` RobertaTokenizer (tests/model/tokenizer/reference), except where the
// two disagree whether a character is a letter, a number or a space: those that entered Unicode after 15.0,
// which utf8proc knows. Special tokens written in a text are text here (there: split_special_tokens).
#pragma once

#include <filesystem>
#include <memory>

#include "common/status/status.h"
#include "model/tokenizer/byte_pair_vocabulary.h"
#include "model/tokenizer/tokenizer.h"

namespace srnet::tokenizer {

class BytePairTokenizer final : public Tokenizer {
 public:
  // With `add_prefix_space` a text that is not empty and does not begin with a space is read as if it did.
  BytePairTokenizer(BytePairVocabulary vocabulary, bool add_prefix_space);

  // Reads vocab.json, merges.txt and, if there, tokenizer_config.json of a Hugging Face folder, or, where
  // those two are not, tokenizer.json. NOT_FOUND and INVALID_ARGUMENT name the file.
  static StatusOr<BytePairTokenizer> Load(const std::filesystem::path& model_folder);

  std::unique_ptr<TextEncoder> NewEncoder() const override;
  SpecialTokens special_tokens() const override { return vocabulary_.special_tokens(); }
  std::size_t vocabulary_size() const override { return vocabulary_.size(); }

 private:
  BytePairVocabulary vocabulary_;
  bool add_prefix_space_;
};

}  // namespace srnet::tokenizer
