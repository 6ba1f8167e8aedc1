#include "model/loss/classification_loss.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace srnet::loss {
namespace {

using stage::Loss;

void CheckGuide(const at::Tensor& guide, const at::Tensor& logits, bool needed, const char* name) {
  TORCH_CHECK(guide.defined() || !needed, "this loss needs the log-probabilities of the ", name);
  TORCH_CHECK(!guide.defined() || (guide.sizes() == logits.sizes() && guide.scalar_type() == at::kFloat),
              "the log-probabilities of the ", name, " must be float32 of the shape of the logits");
}

void CheckArguments(const at::Tensor& logits, const at::Tensor& labels, const Guides& guides, Loss loss) {
  TORCH_CHECK(logits.dim() == 2 && logits.scalar_type() == at::kFloat, "logits must be [B, K] float32, not ",
              logits.sizes(), " ", logits.scalar_type());
  TORCH_CHECK(logits.size(0) > 0 && logits.size(1) > 0, "logits must not be empty");
  TORCH_CHECK(labels.dim() == 1 && labels.size(0) == logits.size(0) && labels.scalar_type() == at::kLong,
              "labels must be [", logits.size(0), "] int64, not ", labels.sizes(), " ", labels.scalar_type());
  CheckGuide(guides.bias, logits, loss != Loss::kStd, "bias model");
  CheckGuide(guides.teacher, logits, loss == Loss::kConfReg, "teacher");
}

// log softmax of each entry, in place.
void LogSoftmax(std::span<double> row) {
  const double largest = *std::max_element(row.begin(), row.end());
  double sum = 0;
  for (const double value : row) sum += std::exp(value - largest);
  for (double& value : row) value -= largest + std::log(sum);
}

// A batch whose rows are looked at one after the other.
class Batch {
 public:
  Batch(const at::Tensor& logits, const at::Tensor& labels, const Guides& guides, const LossRule& rule)
      : classes_(static_cast<std::size_t>(logits.size(1))),
        rows_(static_cast<std::size_t>(logits.size(0))),
        logits_(logits.const_data_ptr<float>()),
        labels_(labels.const_data_ptr<std::int64_t>()),
        bias_(guides.bias.defined() ? guides.bias.const_data_ptr<float>() : nullptr),
        teacher_(guides.teacher.defined() ? guides.teacher.const_data_ptr<float>() : nullptr),
        rule_(rule),
        divisor_(Divisor()),
        log_probabilities_(classes_),
        targets_(classes_) {}

  // Adds the loss of one row and writes its gradient.
  double Row(std::size_t row, float* gradient) {
    const double share = Weight(row) / divisor_;
    ReadRow(row);
    double loss = 0;
    for (std::size_t k = 0; k < classes_; ++k) {
      gradient[k] = static_cast<float>(share * (std::exp(log_probabilities_[k]) - targets_[k]));
      if (targets_[k] != 0) loss -= targets_[k] * log_probabilities_[k];
    }
    return share * loss;
  }

  std::size_t rows() const { return rows_; }
  std::size_t classes() const { return classes_; }

 private:
  std::size_t LabelOf(std::size_t row) const {
    TORCH_CHECK(labels_[row] >= 0 && labels_[row] < static_cast<std::int64_t>(classes_), "label ",
                labels_[row], " in row ", row, " is not in 0 .. ", classes_ - 1);
    return static_cast<std::size_t>(labels_[row]);
  }

  // beta: the bias model's probability of the gold class.
  double BiasOfGold(std::size_t row) const {
    return std::min(1.0, std::exp(static_cast<double>(bias_[row * classes_ + LabelOf(row)])));
  }

  double Weight(std::size_t row) const { return rule_.loss == Loss::kReweight ? 1 - BiasOfGold(row) : 1; }

  double Divisor() const {
    const bool by_weights =
        rule_.loss == Loss::kReweight && rule_.divisor == stage::ReweightDivisor::kWeightSum;
    if (!by_weights) return static_cast<double>(rows_);
    double sum = 0;
    for (std::size_t row = 0; row < rows_; ++row) sum += Weight(row);
    return sum > 0 ? sum : 1;
  }

  void ReadRow(std::size_t row) {
    const float* z = logits_ + row * classes_;
    std::copy_n(z, classes_, log_probabilities_.begin());
    if (rule_.loss == Loss::kPoe) {
      for (std::size_t k = 0; k < classes_; ++k) log_probabilities_[k] += bias_[row * classes_ + k];
    }
    LogSoftmax(log_probabilities_);
    std::fill(targets_.begin(), targets_.end(), 0.0);
    if (rule_.loss != Loss::kConfReg) {
      targets_[LabelOf(row)] = 1;
      return;
    }
    const double exponent = 1 - BiasOfGold(row);
    for (std::size_t k = 0; k < classes_; ++k) targets_[k] = exponent * teacher_[row * classes_ + k];
    LogSoftmax(targets_);
    for (double& target : targets_) target = std::exp(target);
  }

  std::size_t classes_;
  std::size_t rows_;
  const float* logits_;
  const std::int64_t* labels_;
  const float* bias_;
  const float* teacher_;
  LossRule rule_;
  double divisor_;
  std::vector<double> log_probabilities_;  // Of the row at hand.
  std::vector<double> targets_;
};

class FusedLoss : public torch::autograd::Function<FusedLoss> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& logits,
                            Batch* batch) {
    at::Tensor gradient = at::empty_like(logits, at::MemoryFormat::Contiguous);
    auto* values = gradient.mutable_data_ptr<float>();
    double loss = 0;
    for (std::size_t row = 0; row < batch->rows(); ++row) {
      loss += batch->Row(row, values + row * batch->classes());
    }
    context->save_for_backward({gradient});
    return at::scalar_tensor(loss, logits.options());
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list outer) {
    return {context->get_saved_variables()[0] * outer[0], at::Tensor()};
  }
};

at::Tensor Contiguous(const at::Tensor& tensor) { return tensor.defined() ? tensor.contiguous() : tensor; }

}  // namespace

at::Tensor ClassificationLoss(const at::Tensor& logits, const at::Tensor& labels, const Guides& guides,
                              const LossRule& rule) {
  CheckArguments(logits, labels, guides, rule.loss);
  const at::Tensor rows = logits.contiguous(), gold = labels.contiguous();
  const Guides side{.bias = Contiguous(guides.bias), .teacher = Contiguous(guides.teacher)};
  Batch batch(rows, gold, side, rule);
  return FusedLoss::apply(rows, &batch);
}

}  // namespace srnet::loss
