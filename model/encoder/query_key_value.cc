#include "model/encoder/query_key_value.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <vector>

#include "model/encoder/products.h"

namespace srnet::encoder {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class Projections : public torch::autograd::Function<Projections> {
 public:
  // Inputs 1, 3, .. are the matrices, [d, in] each, and 2, 4, .. their biases.
  template <typename... Parameters>
  static Tensor forward(AutogradContext* context, const Tensor& x, const Parameters&... parameters) {
    const std::vector<Tensor> inputs = {parameters...};
    std::vector<Tensor> matrices, biases;
    for (std::size_t i = 0; i < inputs.size(); i += 2) {
      matrices.push_back(inputs[i]);
      biases.push_back(inputs[i + 1]);
    }
    const Tensor weight = InTypeOf(x, at::cat(matrices));
    context->save_for_backward({x, weight});
    context->saved_data["parts"] = static_cast<std::int64_t>(matrices.size());
    return at::addmm(InTypeOf(x, at::cat(biases)), x, weight.t());
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const Tensor gradient = gradients[0].contiguous();
    const auto parts = static_cast<std::size_t>(context->saved_data["parts"].toInt());
    const std::int64_t width = gradient.size(1) / static_cast<std::int64_t>(parts);
    variable_list result(2 * parts + 1);
    if (context->needs_input_grad(0)) result[0] = InputGradient(gradient, saved[1]);
    for (std::size_t part = 0; part < parts; ++part) {
      const Tensor slice = gradient.narrow(1, static_cast<std::int64_t>(part) * width, width);
      if (context->needs_input_grad(2 * part + 1)) result[2 * part + 1] = WeightGradient(slice, saved[0]);
      if (context->needs_input_grad(2 * part + 2)) result[2 * part + 2] = slice.sum(0, false, at::kFloat);
    }
    return result;
  }
};

}  // namespace

Tensor QueryKeyValue(const Tensor& x, const Linear& query, const Linear& key, const Linear& value) {
  return Projections::apply(x, query.weight, query.bias, key.weight, key.bias, value.weight, value.bias);
}

Tensor KeyValue(const Tensor& x, const Linear& key, const Linear& value) {
  return Projections::apply(x, key.weight, key.bias, value.weight, value.bias);
}

Tensor Query(const Tensor& x, const Linear& query) { return Projections::apply(x, query.weight, query.bias); }

}  // namespace srnet::encoder
