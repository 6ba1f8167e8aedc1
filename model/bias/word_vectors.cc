#include "model/bias/word_vectors.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

#include "common/files/errno_status.h"

namespace srnet::bias {
namespace {

constexpr std::size_t kMaxDimension = 10'000;
constexpr std::size_t kHeadLines = 100;

// Takes a number and the spaces before it off `text`.
template <typename Number>
bool TakeNumber(std::string_view& text, Number& number) {
  while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \r") == std::string_view::npos; }

StatusOr<std::size_t> ParseHeader(std::string_view line) {
  std::size_t words = 0;
  std::size_t dimension = 0;
  const bool valid = TakeNumber(line, words) && TakeNumber(line, dimension) && IsBlank(line);
  if (valid && dimension > 0 && dimension <= kMaxDimension) return dimension;
  return InvalidArgument(
      "the first line must be the number of words and the dimension, as in fastText's text format, unpacked");
}

}  // namespace

StatusOr<WordVectors> WordVectors::Load(const std::filesystem::path& path,
                                        const std::unordered_set<std::string>& words) {
  return Read(path, &words, std::numeric_limits<std::size_t>::max());
}

Status WordVectors::CheckHead(const std::filesystem::path& path) {
  SRNET_ASSIGN_OR_RETURN(const WordVectors vectors, Read(path, nullptr, kHeadLines));
  if (vectors.size() > 0) return absl::OkStatus();
  return InvalidArgument("{} has no word vector in its first {} lines", path.native(), kHeadLines);
}

StatusOr<WordVectors> WordVectors::Read(const std::filesystem::path& path,
                                        const std::unordered_set<std::string>* words,
                                        std::size_t most_lines) {
  errno = 0;
  std::ifstream file(path);
  if (!file) return ErrnoStatus(errno, "cannot open {}", path.native());
  WordVectors vectors;
  std::string line;
  for (std::size_t number = 1; number <= most_lines && std::getline(file, line); ++number) {
    Status status;
    if (number == 1) {
      const StatusOr<std::size_t> dimension = ParseHeader(line);
      status = dimension.status();
      if (dimension.ok()) vectors.dimension_ = *dimension;
    } else {
      status = vectors.AddLine(line, words);
    }
    if (!status.ok()) return Annotate(status, fmt::format("{}:{}", path.native(), number));
  }
  if (file.bad()) return ErrnoStatus(errno, "cannot read {}", path.native());
  if (vectors.dimension_ == 0)
    return InvalidArgument("{} is empty, it should hold word vectors", path.native());
  return vectors;
}

Status WordVectors::AddLine(std::string_view line, const std::unordered_set<std::string>* words) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return InvalidArgument("expected a word and its vector");
  std::string word(line.substr(0, space));
  if (word.empty() || (words != nullptr && words->count(word) == 0)) return absl::OkStatus();
  line.remove_prefix(space);
  std::vector<float> vector(dimension_);
  double squares = 0;
  for (float& value : vector) {
    if (!TakeNumber(line, value) || !std::isfinite(value)) {
      return InvalidArgument("the vector of \"{}\" does not have {} numbers", word, dimension_);
    }
    squares += static_cast<double>(value) * value;
  }
  if (!IsBlank(line))
    return InvalidArgument("the vector of \"{}\" has more than {} numbers", word, dimension_);
  // A vector of zeros has no direction; a word that occurs twice keeps its first vector.
  if (squares == 0 || !places_.emplace(std::move(word), values_.size()).second) return absl::OkStatus();
  for (const float value : vector) values_.push_back(static_cast<float>(value / std::sqrt(squares)));
  return absl::OkStatus();
}

std::span<const float> WordVectors::Find(const std::string& word) const {
  const auto place = places_.find(word);
  if (place == places_.end()) return {};
  return std::span(values_).subspan(place->second, dimension_);
}

}  // namespace srnet::bias
