// Logistic regression with an L2 penalty, by liblinear: of two classes, or one against the rest for each of
// several.
//
//   minimise  1/2 (|w|^2 + c^2)  +  C sum_i s_{y_i} ln(1 + exp(-y_i (w . x_i + c)))          y_i in {-1, 1}
//
// The intercept c is penalised like a weight. With balanced classes s_y = n / (2 n_y), so that both have the
// same total weight. The trust region Newton method (Lin, Weng and Keerthi 2008) uses no random numbers: the
// same rows give the same bits. Coefficients agree with scikit-learn's
// LogisticRegression(solver="liblinear"), alone and within a OneVsRestClassifier. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "common/status/status.h"
#include "model/bias/sparse_rows.h"

namespace srnet::bias {

struct LogisticOptions {
  double inverse_regularisation = 100;  // C
  bool balanced = true;
};

struct LogisticRegression {
  std::vector<double> weights;
  double intercept = 0;

  struct LogProbabilities {
    double negative = 0;
    double positive = 0;
  };
  LogProbabilities Predict(std::span<const double> features) const;
  LogProbabilities Predict(std::span<const SparseRows::Entry> features) const;
};

// Labels are 0 or 1. FailedPrecondition when a class has no row, InvalidArgument for a C that is not positive
// and finite.
StatusOr<LogisticRegression> FitLogisticRegression(const SparseRows& features,
                                                   std::span<const std::uint8_t> labels,
                                                   const LogisticOptions& options);

// The same with `features` [rows, columns] row by row.
StatusOr<LogisticRegression> FitLogisticRegression(std::span<const double> features,
                                                   std::span<const std::uint8_t> labels, std::size_t columns,
                                                   const LogisticOptions& options);

// A model for each class against all others.
//
//   p_k = sigma(w_k . x + c_k) / sum_j sigma(w_j . x + c_j)
struct OneVersusRest {
  std::vector<LogisticRegression> models;

  // Appends ln p of every class.
  void AppendLogProbabilities(std::span<const SparseRows::Entry> features, std::vector<float>& into) const;
};

// Labels are below `classes`; each class has a row.
StatusOr<OneVersusRest> FitOneVersusRest(const SparseRows& features, std::span<const int> labels,
                                         std::size_t classes, const LogisticOptions& options);

}  // namespace srnet::bias
