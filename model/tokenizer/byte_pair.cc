#include "model/tokenizer/byte_pair.h"

#include <string>
#include <utility>
#include <vector>

#include "model/tokenizer/byte_pair_files.h"
#include "model/tokenizer/byte_pair_merger.h"
#include "model/tokenizer/pre_tokens.h"
#include "model/tokenizer/tokenizer_json.h"

#include "absl/container/flat_hash_map.h"

namespace srnet::tokenizer {
namespace {

// Looks words up that it has merged before: a text repeats most of its words.
class BytePairEncoder final : public TextEncoder {
 public:
  BytePairEncoder(const BytePairVocabulary& vocabulary, bool add_prefix_space)
      : merger_(vocabulary), add_prefix_space_(add_prefix_space) {}

  void Append(std::string_view text, std::vector<TokenId>& ids) override {
    if (add_prefix_space_ && !text.empty() && text.front() != ' ') {
      prefixed_.assign(1, ' ').append(text);
      text = prefixed_;
    }
    while (!text.empty()) AppendPiece(TakePreToken(text), ids);
  }

 private:
  static constexpr std::size_t kLongestKept = 32;
  static constexpr std::size_t kMostKept = std::size_t{1} << 16;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void AppendPiece(std::string_view piece, std::vector<TokenId>& ids) {
    if (piece.size() > kLongestKept) return merger_.Append(piece, ids);
    auto found = known_.find(piece);
    if (found == known_.end()) {
      if (known_.size() == kMostKept) Forget();
      const std::size_t begin = known_ids_.size();
      merger_.Append(piece, known_ids_);
      found = known_.emplace(piece, Range{begin, known_ids_.size()}).first;
    }
    const auto first = known_ids_.begin();
    ids.insert(ids.end(), first + static_cast<std::ptrdiff_t>(found->second.begin),
               first + static_cast<std::ptrdiff_t>(found->second.end));
  }

  void Forget() {
    known_.clear();
    known_ids_.clear();
  }

  BytePairMerger merger_;
  bool add_prefix_space_;
  std::string prefixed_;
  absl::flat_hash_map<std::string, Range, Hash, std::equal_to<>> known_;
  std::vector<TokenId> known_ids_;
};

StatusOr<BytePairTokenizer> LoadTwoFiles(const std::filesystem::path& folder) {
  const std::filesystem::path vocabulary_path = folder / "vocab.json", merges_path = folder / "merges.txt";
  SRNET_ASSIGN_OR_RETURN(const std::vector<std::string> tokens, LoadVocabularyJson(vocabulary_path));
  SRNET_ASSIGN_OR_RETURN(const std::vector<MergeRule> rules, LoadMerges(merges_path));
  SRNET_ASSIGN_OR_RETURN(const bool add_prefix_space, LoadAddPrefixSpace(folder));
  SRNET_ASSIGN_OR_RETURN(BytePairVocabulary vocabulary,
                         BytePairVocabulary::Make(tokens, rules, folder.native()));
  return BytePairTokenizer(std::move(vocabulary), add_prefix_space);
}

}  // namespace

BytePairTokenizer::BytePairTokenizer(BytePairVocabulary vocabulary, bool add_prefix_space)
    : vocabulary_(std::move(vocabulary)), add_prefix_space_(add_prefix_space) {}

StatusOr<BytePairTokenizer> BytePairTokenizer::Load(const std::filesystem::path& model_folder) {
  const bool two_files = std::filesystem::exists(model_folder / "vocab.json") &&
                         std::filesystem::exists(model_folder / "merges.txt");
  const std::filesystem::path path = model_folder / "tokenizer.json";
  if (two_files) return LoadTwoFiles(model_folder);
  if (!std::filesystem::exists(path)) {
    return NotFound("{} has neither vocab.json with merges.txt nor tokenizer.json", model_folder.native());
  }
  SRNET_ASSIGN_OR_RETURN(const BytePairJson json, LoadBytePairJson(path));
  SRNET_ASSIGN_OR_RETURN(BytePairVocabulary vocabulary,
                         BytePairVocabulary::Make(json.tokens, json.rules, path.native()));
  return BytePairTokenizer(std::move(vocabulary), json.add_prefix_space);
}

std::unique_ptr<TextEncoder> BytePairTokenizer::NewEncoder() const {
  return std::make_unique<BytePairEncoder>(vocabulary_, add_prefix_space_);
}

}  // namespace srnet::tokenizer
