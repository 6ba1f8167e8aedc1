// The files in which GPT-2 and RoBERTa ship a byte pair model: vocab.json and merges.txt.
//
// NOT_FOUND and INVALID_ARGUMENT name the file, and the line of merges.txt. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "model/tokenizer/byte_pair_vocabulary.h"

namespace srnet::tokenizer {

// {"<s>": 0, ...}, in the order of the ids, which must run from 0 without a gap.
StatusOr<std::vector<std::string>> ParseVocabularyJson(std::string_view json, std::string_view file);
StatusOr<std::vector<std::string>> LoadVocabularyJson(const std::filesystem::path& path);

// One rule a line, its two parts with a space between; the first line may be "#version: ...".
StatusOr<std::vector<MergeRule>> ParseMerges(std::string_view text, std::string_view file);
StatusOr<std::vector<MergeRule>> LoadMerges(const std::filesystem::path& path);

// "add_prefix_space" of tokenizer_config.json; false where the file or the member is absent.
StatusOr<bool> LoadAddPrefixSpace(const std::filesystem::path& model_folder);

}  // namespace srnet::tokenizer
