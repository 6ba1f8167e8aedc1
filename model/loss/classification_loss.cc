#include "model/loss/classification_loss.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>

namespace srnet::loss {
namespace {

void CheckArguments(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& bias) {
  TORCH_CHECK(logits.dim() == 2 && logits.scalar_type() == at::kFloat, "logits must be [B, K] float32, not ",
              logits.sizes(), " ", logits.scalar_type());
  TORCH_CHECK(logits.size(0) > 0 && logits.size(1) > 0, "logits must not be empty");
  TORCH_CHECK(labels.dim() == 1 && labels.size(0) == logits.size(0) && labels.scalar_type() == at::kLong,
              "labels must be [", logits.size(0), "] int64, not ", labels.sizes(), " ", labels.scalar_type());
  TORCH_CHECK(!bias.defined() || (bias.sizes() == logits.sizes() && bias.scalar_type() == at::kFloat),
              "bias log-probabilities must be float32 of the shape of the logits");
}

// Returns -log softmax(z + b)_y and writes the gradient of one row, divided by `rows`. b may be nullptr.
double RowLoss(const float* z, const float* b, std::int64_t classes, std::int64_t label, double rows,
               float* gradient) {
  const auto at = [z, b](std::int64_t k) { return static_cast<double>(z[k]) + (b == nullptr ? 0.0 : b[k]); };
  double largest = at(0);
  for (std::int64_t k = 1; k < classes; ++k) largest = std::max(largest, at(k));
  double sum = 0;
  for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(at(k) - largest);
  for (std::int64_t k = 0; k < classes; ++k) {
    const double probability = std::exp(at(k) - largest) / sum;
    gradient[k] = static_cast<float>((probability - (k == label ? 1.0 : 0.0)) / rows);
  }
  return std::log(sum) + largest - at(label);
}

class FusedLoss : public torch::autograd::Function<FusedLoss> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& logits,
                            const at::Tensor& labels, const at::Tensor& bias) {
    const std::int64_t rows = logits.size(0), classes = logits.size(1);
    at::Tensor gradient = at::empty_like(logits, at::MemoryFormat::Contiguous);
    const float* z = logits.const_data_ptr<float>();
    const float* b = bias.numel() > 0 ? bias.const_data_ptr<float>() : nullptr;
    const std::int64_t* y = labels.const_data_ptr<std::int64_t>();
    double sum = 0;
    for (std::int64_t i = 0; i < rows; ++i) {
      TORCH_CHECK(y[i] >= 0 && y[i] < classes, "label ", y[i], " in row ", i, " is not in 0 .. ",
                  classes - 1);
      sum += RowLoss(z + i * classes, b == nullptr ? nullptr : b + i * classes, classes, y[i],
                     static_cast<double>(rows), gradient.mutable_data_ptr<float>() + i * classes);
    }
    context->save_for_backward({gradient});
    return at::scalar_tensor(sum / static_cast<double>(rows), logits.options());
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list outer) {
    return {context->get_saved_variables()[0] * outer[0], at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor ClassificationLoss(const at::Tensor& logits, const at::Tensor& labels,
                              const at::Tensor& bias_log_probabilities) {
  CheckArguments(logits, labels, bias_log_probabilities);
  // Autograd wants every input to have a device, so "no bias" is an empty tensor here.
  const at::Tensor bias = bias_log_probabilities.defined() ? bias_log_probabilities.contiguous()
                                                           : at::empty({0}, logits.options());
  return FusedLoss::apply(logits.contiguous(), labels.contiguous(), bias);
}

}  // namespace srnet::loss
