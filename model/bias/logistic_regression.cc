#include "model/bias/logistic_regression.h"

#include <linear.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace srnet::bias {
namespace {

// Relative size of the gradient at which liblinear stops: far below what float32 predictions can show.
constexpr double kTolerance = 1e-9;

void KeepQuiet(const char*) {}

// The rows in liblinear's sparse form: index from 1, ended by -1; the last column is the constant of the
// intercept.
class Problem {
 public:
  Problem(const SparseRows& features, std::span<const std::uint8_t> labels)
      : nodes_(features.entries() + 2 * features.size()), rows_(labels.size()), targets_(labels.size()) {
    feature_node* node = nodes_.data();
    for (std::size_t row = 0; row < labels.size(); ++row) {
      rows_[row] = node;
      for (const SparseRows::Entry& entry : features.row(row)) *node++ = {entry.column + 1, entry.value};
      *node++ = {static_cast<int>(features.columns() + 1), 1.0};
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

LogisticRegression::LogProbabilities FromScore(double score) {
  // ln(1 / (1 + e^-s)) = -ln(1 + e^-s), written so that neither side overflows.
  const double tail = std::log1p(std::exp(-std::abs(score)));
  return {.negative = -std::max(score, 0.0) - tail, .positive = std::min(score, 0.0) - tail};
}

}  // namespace

LogisticRegression::LogProbabilities LogisticRegression::Predict(std::span<const double> features) const {
  double score = intercept;
  for (std::size_t i = 0; i < weights.size(); ++i) score += weights[i] * features[i];
  return FromScore(score);
}

LogisticRegression::LogProbabilities LogisticRegression::Predict(
    std::span<const SparseRows::Entry> features) const {
  double score = intercept;
  for (const auto& [column, value] : features) score += weights[static_cast<std::size_t>(column)] * value;
  return FromScore(score);
}

StatusOr<LogisticRegression> FitLogisticRegression(const SparseRows& features,
                                                   std::span<const std::uint8_t> labels,
                                                   const LogisticOptions& options) {
  SRNET_CHECK(features.size() == labels.size());
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
  Problem rows(features, labels);
  const problem view = rows.View(features.columns());
  set_print_string_function(KeepQuiet);
  model* fitted = train(&view, &parameters);
  LogisticRegression result = TakeModel(*fitted, features.columns());
  free_and_destroy_model(&fitted);
  return result;
}

StatusOr<LogisticRegression> FitLogisticRegression(std::span<const double> features,
                                                   std::span<const std::uint8_t> labels, std::size_t columns,
                                                   const LogisticOptions& options) {
  SRNET_CHECK(features.size() == labels.size() * columns);
  return FitLogisticRegression(SparseRows::FromDense(features, columns), labels, options);
}

void OneVersusRest::AppendLogProbabilities(std::span<const SparseRows::Entry> features,
                                           std::vector<float>& into) const {
  std::vector<double> logs;
  for (const LogisticRegression& model : models) logs.push_back(model.Predict(features).positive);
  const double largest = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double value : logs) sum += std::exp(value - largest);
  const double normaliser = largest + std::log(sum);
  for (const double value : logs) into.push_back(static_cast<float>(value - normaliser));
}

StatusOr<OneVersusRest> FitOneVersusRest(const SparseRows& features, std::span<const int> labels,
                                         std::size_t classes, const LogisticOptions& options) {
  OneVersusRest result;
  std::vector<std::uint8_t> is_class(labels.size());
  for (std::size_t k = 0; k < classes; ++k) {
    for (std::size_t i = 0; i < labels.size(); ++i) is_class[i] = labels[i] == static_cast<int>(k) ? 1 : 0;
    SRNET_ASSIGN_OR_RETURN(LogisticRegression model, FitLogisticRegression(features, is_class, options));
    result.models.push_back(std::move(model));
  }
  return result;
}

}  // namespace srnet::bias
