#include "model/tokenizer/vocabulary.h"

#include <algorithm>
#include <utility>

#include "common/files/files.h"
#include "model/tokenizer/utf8.h"

namespace srnet::tokenizer {
namespace {

constexpr std::uint64_t kMaxVocabularyBytes = 256 << 20;
constexpr std::string_view kContinuation = "##";

std::string_view WithoutCarriageReturn(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

StatusOr<Vocabulary> Vocabulary::Parse(std::string text, std::string_view file) {
  Vocabulary vocabulary;
  vocabulary.text_ = std::make_unique<const std::string>(std::move(text));
  std::string_view rest = *vocabulary.text_;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    SRNET_RETURN_IF_ERROR(vocabulary.AddLine(WithoutCarriageReturn(rest.substr(0, end)), file));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  SRNET_RETURN_IF_ERROR(vocabulary.FindSpecialTokens(file));
  return vocabulary;
}

StatusOr<Vocabulary> Vocabulary::Load(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxVocabularyBytes));
  return Parse(std::move(text), path.native());
}

Status Vocabulary::AddLine(std::string_view line, std::string_view file) {
  const std::size_t line_number = tokens_.size() + 1;
  if (line.empty())
    return InvalidArgument("{}:{}: empty line, every line must hold a word piece", file, line_number);
  if (!IsUtf8(line)) return InvalidArgument("{}:{}: the word piece is not valid UTF-8", file, line_number);
  const TokenId id = static_cast<TokenId>(tokens_.size());
  const auto [entry, is_new] = starts_.emplace(line, id);
  if (!is_new) {
    return InvalidArgument("{}:{}: the word piece \"{}\" is already on line {}", file, line_number, line,
                           entry->second + 1);
  }
  tokens_.push_back(line);
  max_piece_bytes_ = std::max(max_piece_bytes_, line.size());
  if (line.size() > kContinuation.size() && line.substr(0, kContinuation.size()) == kContinuation) {
    continuations_.emplace(line.substr(kContinuation.size()), id);
  }
  return absl::OkStatus();
}

Status Vocabulary::FindSpecialTokens(std::string_view file) {
  const std::pair<std::string_view, TokenId*> wanted[] = {
      {"[PAD]", &pad_id_}, {"[UNK]", &unknown_id_}, {"[CLS]", &cls_id_}, {"[SEP]", &sep_id_}};
  for (const auto& [token, id] : wanted) {
    *id = Find(token);
    if (*id < 0) {
      return InvalidArgument("{} has no line \"{}\": is this the vocabulary of a BERT model?", file, token);
    }
  }
  return absl::OkStatus();
}

}  // namespace srnet::tokenizer
