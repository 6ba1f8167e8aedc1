#include "model/encoder/gelu_projection.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/encoder/products.h"
#include "model/kernels/gelu.h"
#include "model/kernels/tensor_access.h"

namespace srnet::encoder {
namespace {

using at::Tensor;
using kernels::ReadPointer;
using kernels::WritePointer;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class Function : public torch::autograd::Function<Function> {
 public:
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias) {
    const Tensor typed_weight = InTypeOf(x, weight);
    const Tensor product = Project(x, typed_weight);
    const Tensor y = at::empty_like(product);
    kernels::ForStorage(x, [&]<typename T>(T) {
      kernels::BiasGelu(ReadPointer<T>(product), ReadPointer<float>(bias), y.size(0), y.size(1),
                        WritePointer<T>(y));
    });
    context->save_for_backward({x, typed_weight, bias, product});
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor grad_y = gradients[0].contiguous();
    const Tensor grad_product = at::empty_like(grad_y);
    Tensor grad_bias = context->needs_input_grad(2) ? at::empty_like(saved[2]) : Tensor();
    kernels::ForStorage(x, [&]<typename T>(T) {
      kernels::BiasGeluBackward(ReadPointer<T>(grad_y), ReadPointer<T>(saved[3]),
                                ReadPointer<float>(saved[2]), grad_y.size(0), grad_y.size(1),
                                WritePointer<T>(grad_product), WritePointer<float>(grad_bias));
    });
    return {context->needs_input_grad(0) ? InputGradient(grad_product, saved[1]) : Tensor(),
            context->needs_input_grad(1) ? WeightGradient(grad_product, x) : Tensor(), grad_bias};
  }
};

}  // namespace

Tensor GeluProjection(const Tensor& x, const Linear& linear) {
  return Function::apply(x, linear.weight, linear.bias);
}

}  // namespace srnet::encoder
