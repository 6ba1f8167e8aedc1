#include "model/bias/ngrams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace srnet::bias {
namespace {

std::vector<const std::string*> Pointers(const std::vector<std::string>& texts) {
  std::vector<const std::string*> pointers;
  for (const std::string& text : texts) pointers.push_back(&text);
  return pointers;
}

std::vector<int> ColumnsOf(const SparseRows& rows, std::size_t row) {
  std::vector<int> columns;
  for (const SparseRows::Entry& entry : rows.row(row)) columns.push_back(entry.column);
  return columns;
}

TEST(NgramRows, HaveWordsAndPairsOfTwoTextsInAlphabeticalOrder) {
  const std::vector<std::string> texts{"The cat sat", "the cat ran", "one dog"};
  const SparseRows rows = NgramRows(Pointers(texts));
  EXPECT_EQ(rows.columns(), 3u) << "cat, the, the cat";
  EXPECT_THAT(ColumnsOf(rows, 0), ::testing::ElementsAre(0, 1, 2));
  EXPECT_THAT(ColumnsOf(rows, 2), ::testing::IsEmpty());
  EXPECT_EQ(rows.size(), 3u);
}

TEST(NgramRows, CountATextThatManyRowsHaveOnce) {
  const std::vector<std::string> texts{"a claim", "a claim", "a fact"};
  EXPECT_EQ(NgramRows(Pointers(texts)).columns(), 1u) << "only \"a\" is in two texts";
}

TEST(NgramRows, HaveLength1) {
  const std::vector<std::string> texts{"the cat the cat", "the cat"};
  const SparseRows rows = NgramRows(Pointers(texts));
  for (std::size_t row = 0; row < 2; ++row) {
    double squares = 0;
    for (const SparseRows::Entry& entry : rows.row(row)) squares += entry.value * entry.value;
    EXPECT_NEAR(squares, 1, 1e-12);
  }
}

}  // namespace
}  // namespace srnet::bias
