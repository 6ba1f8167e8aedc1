// tokenizer.json, the one file in which the `tokenizers` library keeps a whole tokenizer: what of it the two
// tokenizers here compute.
//
// INVALID_ARGUMENT names the file and the first setting that is none of theirs, so that another tokenizer is
// never silently read as one of these. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/tokenizer/byte_pair_vocabulary.h"
#include "model/tokenizer/text_rules.h"

namespace srnet::tokenizer {

struct WordPieceJson {
  std::vector<std::string> tokens;  // By id.
  TextRules rules;
};

struct BytePairJson {
  std::vector<std::string> tokens;  // By id.
  std::vector<MergeRule> rules;
  bool add_prefix_space = false;
};

StatusOr<WordPieceJson> ParseWordPieceJson(std::string_view json, std::string_view file);
StatusOr<BytePairJson> ParseBytePairJson(std::string_view json, std::string_view file);

// NOT_FOUND: no such file.
StatusOr<WordPieceJson> LoadWordPieceJson(const std::filesystem::path& path);
StatusOr<BytePairJson> LoadBytePairJson(const std::filesystem::path& path);

}  // namespace srnet::tokenizer
