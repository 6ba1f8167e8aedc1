// The tokenizer that a Hugging Face folder holds.
//
// Which one is said by "model_type" of config.json: WordPiece for "bert", byte pairs for "roberta"; without
// that file, by which vocabulary is there (merges.txt or vocab.json: byte pairs; vocab.txt: WordPiece). Any
// thread.
#pragma once

#include <filesystem>
#include <memory>

#include "common/status/status.h"
#include "model/tokenizer/tokenizer.h"

namespace srnet::tokenizer {

// INVALID_ARGUMENT: another model_type. NOT_FOUND: no vocabulary. Both, and what the loading of each finds,
// name the file.
StatusOr<std::unique_ptr<const Tokenizer>> LoadTokenizer(const std::filesystem::path& model_folder);

}  // namespace srnet::tokenizer
