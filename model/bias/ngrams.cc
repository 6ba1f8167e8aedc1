#include "model/bias/ngrams.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "model/bias/overlap_tokenizer.h"

namespace srnet::bias {
namespace {

constexpr std::size_t kLeastTexts = 2;

// Numbers n-grams in the order they are met.
class Numbering {
 public:
  int NumberOf(const std::string& ngram) {
    const auto [entry, is_new] = numbers_.emplace(ngram, static_cast<int>(numbers_.size()));
    return entry->second;
  }
  std::size_t size() const { return numbers_.size(); }

  // Of each number its place among those with `is_kept`, in alphabetical order; -1 for the others.
  std::vector<int> ColumnsOf(const std::vector<bool>& is_kept) const {
    std::vector<std::pair<std::string_view, int>> sorted(numbers_.begin(), numbers_.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<int> columns(sorted.size(), -1);
    int next = 0;
    for (const auto& [ngram, number] : sorted) {
      if (is_kept[static_cast<std::size_t>(number)]) columns[static_cast<std::size_t>(number)] = next++;
    }
    return columns;
  }

 private:
  std::unordered_map<std::string, int> numbers_;
};

// Distinct, in no particular order.
std::vector<int> NgramsOf(const std::string& text, Numbering& numbering) {
  std::vector<int> ngrams;
  std::string previous;
  for (const std::string& token : OverlapTokens(text)) {
    std::string word = LowerCase(token);
    ngrams.push_back(numbering.NumberOf(word));
    if (!previous.empty()) ngrams.push_back(numbering.NumberOf(previous + ' ' + word));
    previous = std::move(word);
  }
  std::sort(ngrams.begin(), ngrams.end());
  ngrams.erase(std::unique(ngrams.begin(), ngrams.end()), ngrams.end());
  return ngrams;
}

// Distinct texts, and which of them each row has.
struct DistinctTexts {
  std::vector<std::vector<int>> ngrams;
  std::vector<std::size_t> of_row;
};

DistinctTexts Collect(std::span<const std::string* const> texts, Numbering& numbering) {
  DistinctTexts distinct;
  std::unordered_map<std::string_view, std::size_t> known;
  for (const std::string* text : texts) {
    const auto [entry, is_new] = known.emplace(*text, distinct.ngrams.size());
    if (is_new) distinct.ngrams.push_back(NgramsOf(*text, numbering));
    distinct.of_row.push_back(entry->second);
  }
  return distinct;
}

std::vector<bool> InSeveralTexts(const DistinctTexts& distinct, std::size_t ngrams) {
  std::vector<std::size_t> counts(ngrams);
  for (const auto& text : distinct.ngrams) {
    for (const int number : text) ++counts[static_cast<std::size_t>(number)];
  }
  std::vector<bool> is_kept(ngrams);
  for (std::size_t i = 0; i < ngrams; ++i) is_kept[i] = counts[i] >= kLeastTexts;
  return is_kept;
}

}  // namespace

SparseRows NgramRows(std::span<const std::string* const> texts) {
  Numbering numbering;
  const DistinctTexts distinct = Collect(texts, numbering);
  const std::vector<bool> is_kept = InSeveralTexts(distinct, numbering.size());
  const std::vector<int> column_of = numbering.ColumnsOf(is_kept);
  SparseRows rows(static_cast<std::size_t>(std::count(is_kept.begin(), is_kept.end(), true)));
  for (const std::size_t text : distinct.of_row) {
    std::vector<int> columns;
    for (const int number : distinct.ngrams[text]) {
      if (const int column = column_of[static_cast<std::size_t>(number)]; column >= 0)
        columns.push_back(column);
    }
    std::sort(columns.begin(), columns.end());
    const double value = 1 / std::sqrt(static_cast<double>(std::max<std::size_t>(columns.size(), 1)));
    for (const int column : columns) rows.Add({column, value});
    rows.EndRow();
  }
  return rows;
}

}  // namespace srnet::bias
