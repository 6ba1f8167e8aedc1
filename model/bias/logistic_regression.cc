#include "model/bias/logistic_regression.h"

#include <linear.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace srnet::bias {
namespace {

// Relative size of the gradient at which liblinear stops: far below what float32 predictions can show.
constexpr double kTolerance = 1e-9;

void KeepQuiet(const char*) {}

// The rows in liblinear's sparse form: index from 1, ended by -1; the last column is the constant of the
// intercept.
class Problem {
 public:
  Problem(std::span<const double> features, std::span<const std::uint8_t> labels, std::size_t columns)
      : nodes_(labels.size() * (columns + 2)), rows_(labels.size()), targets_(labels.size()) {
    feature_node* node = nodes_.data();
    for (std::size_t row = 0; row < labels.size(); ++row) {
      rows_[row] = node;
      for (std::size_t column = 0; column < columns; ++column) {
        *node++ = {static_cast<int>(column + 1), features[row * columns + column]};
      }
      *node++ = {static_cast<int>(columns + 1), 1.0};
      *node++ = {-1, 0.0};
      targets_[row] = labels[row] != 0 ? 1 : -1;
    }
  }

  problem View(std::size_t columns) {
    problem view{};
    view.l = static_cast<int>(rows_.size());
    view.n = static_cast<int>(columns + 1);
    view.y = targets_.data();
    view.x = rows_.data();
    view.bias = 1;
    return view;
  }

 private:
  std::vector<feature_node> nodes_;
  std::vector<feature_node*> rows_;
  std::vector<double> targets_;
};

LogisticRegression TakeModel(const model& fitted, std::size_t columns) {
  // The weights are those of the class that liblinear met first.
  const double sign = fitted.label[0] == 1 ? 1 : -1;
  LogisticRegression result;
  for (std::size_t i = 0; i < columns; ++i) result.weights.push_back(sign * fitted.w[i]);
  result.intercept = sign * fitted.w[columns];
  return result;
}

}  // namespace

LogisticRegression::LogProbabilities LogisticRegression::Predict(std::span<const double> features) const {
  double score = intercept;
  for (std::size_t i = 0; i < weights.size(); ++i) score += weights[i] * features[i];
  // ln(1 / (1 + e^-s)) = -ln(1 + e^-s), written so that neither side overflows.
  const double tail = std::log1p(std::exp(-std::abs(score)));
  return {.negative = -std::max(score, 0.0) - tail, .positive = std::min(score, 0.0) - tail};
}

StatusOr<LogisticRegression> FitLogisticRegression(std::span<const double> features,
                                                   std::span<const std::uint8_t> labels, std::size_t columns,
                                                   const LogisticOptions& options) {
  SRNET_CHECK(features.size() == labels.size() * columns);
  if (!std::isfinite(options.inverse_regularisation) || options.inverse_regularisation <= 0) {
    return InvalidArgument("inverse_regularisation is {}, it must be above 0",
                           options.inverse_regularisation);
  }
  const auto positives = static_cast<double>(std::count(labels.begin(), labels.end(), 1));
  const double total = static_cast<double>(labels.size());
  if (positives == 0 || positives == total) {
    return FailedPrecondition("a bias model needs rows of two classes, all {} rows are of one",
                              labels.size());
  }
  std::array<int, 2> classes{-1, 1};
  std::array<double, 2> class_weights{total / (2 * (total - positives)), total / (2 * positives)};
  parameter parameters{};
  parameters.solver_type = L2R_LR;
  parameters.C = options.inverse_regularisation;
  parameters.eps = kTolerance;
  if (options.balanced) {
    parameters.nr_weight = static_cast<int>(classes.size());
    parameters.weight_label = classes.data();
    parameters.weight = class_weights.data();
  }
  Problem rows(features, labels, columns);
  const problem view = rows.View(columns);
  set_print_string_function(KeepQuiet);
  model* fitted = train(&view, &parameters);
  LogisticRegression result = TakeModel(*fitted, columns);
  free_and_destroy_model(&fitted);
  return result;
}

}  // namespace srnet::bias
