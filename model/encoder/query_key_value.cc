#include "model/encoder/query_key_value.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/encoder/products.h"

namespace srnet::encoder {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class Projections : public torch::autograd::Function<Projections> {
 public:
  // Inputs 1, 3, 5 are the matrices and 2, 4, 6 the biases of query, key and value.
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& query,
                        const Tensor& query_bias, const Tensor& key, const Tensor& key_bias,
                        const Tensor& value, const Tensor& value_bias) {
    const Tensor weight = InTypeOf(x, at::cat({query, key, value}));
    const Tensor bias = InTypeOf(x, at::cat({query_bias, key_bias, value_bias}));
    context->save_for_backward({x, weight});
    return at::addmm(bias, x, weight.t());
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const Tensor gradient = gradients[0].contiguous();
    const std::int64_t width = gradient.size(1) / 3;
    variable_list result(7);
    if (context->needs_input_grad(0)) result[0] = InputGradient(gradient, saved[1]);
    for (std::size_t part = 0; part < 3; ++part) {
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

}  // namespace srnet::encoder
