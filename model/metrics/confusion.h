// How often each label was predicted as which: all that a score of predicted labels depends on.
//
// Undefined ratios are 0, as in scikit-learn: the recall of a label without rows, and F1 where neither a row
// nor a prediction has the label. Plain value, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace srnet::metrics {

class Confusion {
 public:
  explicit Confusion(std::size_t labels) : labels_(labels), counts_(labels * labels) {}

  // Counts row by row; both are below `labels`, and equally many.
  Confusion(std::size_t labels, std::span<const int> gold, std::span<const int> predicted);

  void Add(int gold, int predicted) { ++counts_[At(gold, predicted)]; }

  std::size_t labels() const { return labels_; }
  std::int64_t rows() const;
  std::int64_t count(int gold, int predicted) const { return counts_[At(gold, predicted)]; }
  std::int64_t support(int label) const;  // Rows whose gold label it is.

  // Share of rows predicted right.
  double Accuracy() const;

  // Of the rows with the label, the share predicted so.
  double Recall(int label) const;

  // 2 tp / (2 tp + fp + fn), the harmonic mean of precision and recall.
  double F1(int label) const;

  // The mean of every label's F1, weighted by its support.
  double WeightedF1() const;

 private:
  std::size_t At(int gold, int predicted) const {
    return static_cast<std::size_t>(gold) * labels_ + static_cast<std::size_t>(predicted);
  }

  std::size_t labels_;
  std::vector<std::int64_t> counts_;  // [gold, predicted]
};

}  // namespace srnet::metrics
