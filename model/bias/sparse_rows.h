// A matrix of features in which most entries are 0: for each row its columns and their values.
//
// Plain value, any thread.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace srnet::bias {

class SparseRows {
 public:
  struct Entry {
    int column = 0;
    double value = 0;
  };

  explicit SparseRows(std::size_t columns) : columns_(columns) {}

  // Rows of `columns` numbers each, one after another.
  static SparseRows FromDense(std::span<const double> values, std::size_t columns) {
    SparseRows rows(columns);
    for (std::size_t begin = 0; begin < values.size(); begin += columns) {
      for (std::size_t i = 0; i < columns; ++i) {
        if (values[begin + i] != 0) rows.Add({static_cast<int>(i), values[begin + i]});
      }
      rows.EndRow();
    }
    return rows;
  }

  // Adds to the row that EndRow will end; columns increase within it.
  void Add(Entry entry) { entries_.push_back(entry); }
  void EndRow() { ends_.push_back(entries_.size()); }

  std::size_t columns() const { return columns_; }
  std::size_t size() const { return ends_.size(); }
  std::size_t entries() const { return entries_.size(); }
  std::span<const Entry> row(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::span(entries_).subspan(begin, ends_[index] - begin);
  }

 private:
  std::size_t columns_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> ends_;
};

}  // namespace srnet::bias
