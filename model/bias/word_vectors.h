// Word vectors in fastText's text format, of which only the words in use are kept.
//
//   2000000 300              number of words, dimension
//   the 0.0231 0.0170 ...    one word per line
//
// A line that begins with a space is about no word that a text has, and is passed over. Vectors are scaled to
// length 1, float32. Immutable after loading, any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "common/status/status.h"

namespace srnet::bias {

// What the file is called in a folder of the catalogue.
inline constexpr char kWordVectorsFile[] = "vectors.vec";

class WordVectors {
 public:
  // Reads the file as a stream. NotFound, or InvalidArgument with the line that is not `dimension` numbers.
  static StatusOr<WordVectors> Load(const std::filesystem::path& path,
                                    const std::unordered_set<std::string>& words);

  // Whether the file begins as one of word vectors does: its header and its first lines. Fails as Load does.
  static Status CheckHead(const std::filesystem::path& path);

  std::size_t dimension() const { return dimension_; }
  std::size_t size() const { return places_.size(); }

  // Empty when the word has no vector, or one of zeros.
  std::span<const float> Find(const std::string& word) const;

 private:
  // Without `words` every word is kept.
  static StatusOr<WordVectors> Read(const std::filesystem::path& path,
                                    const std::unordered_set<std::string>* words, std::size_t most_lines);
  Status AddLine(std::string_view line, const std::unordered_set<std::string>* words);

  std::size_t dimension_ = 0;
  std::unordered_map<std::string, std::size_t> places_;  // Word -> first number in values_.
  std::vector<float> values_;
};

}  // namespace srnet::bias
