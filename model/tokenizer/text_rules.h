// What happens to a text before it is cut into word pieces; a model is only right with the rules it was
// trained with.
//
// Read from `tokenizer_config.json` of a Hugging Face folder: do_lower_case, strip_accents (null: as
// do_lower_case) and tokenize_chinese_chars. A folder without that file has the defaults of
// bert-base-uncased. Any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "common/status/status.h"

namespace srnet::tokenizer {

struct TextRules {
  bool lower_case = true;
  bool strip_accents = true;
  bool space_cjk = true;  // Each CJK ideograph is a word of its own.

  bool operator==(const TextRules&) const = default;
};

// InvalidArgument names `file` and the key when the text is not JSON or a value has another type.
StatusOr<TextRules> ParseTextRules(std::string_view json, std::string_view file);

StatusOr<TextRules> LoadTextRules(const std::filesystem::path& model_folder);

}  // namespace srnet::tokenizer
