#include "model/encoder/residual_projection.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/encoder/products.h"
#include "model/kernels/residual_norm.h"
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
  enum Input { kX, kWeight, kBias, kResidual, kScale, kShift, kInputs = 8 };
  enum Saved { kSavedX, kSavedWeight, kSavedNormalised, kSavedDeviation, kSavedScale };

  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight, const Tensor& bias,
                        const Tensor& residual, const Tensor& scale, const Tensor& shift, double epsilon,
                        const kernels::DropoutSite& dropout) {
    const Tensor typed_weight = InTypeOf(x, weight);
    const Tensor product = Project(x, typed_weight);  // the kernel turns it into n
    const Tensor y = at::empty_like(product);
    const Tensor inverse_deviation = at::empty({y.size(0)}, scale.options());
    kernels::ForStorage(x, [&]<typename T>(T) {
      kernels::Forward(kernels::ResidualNorm<T>{.rows = y.size(0),
                                                .columns = y.size(1),
                                                .epsilon = static_cast<float>(epsilon),
                                                .residual = ReadPointer<T>(residual),
                                                .x = WritePointer<T>(product),
                                                .bias = ReadPointer<float>(bias),
                                                .scale = ReadPointer<float>(scale),
                                                .shift = ReadPointer<float>(shift),
                                                .y = WritePointer<T>(y),
                                                .inverse_deviation = WritePointer<float>(inverse_deviation)},
                       dropout);
    });
    context->save_for_backward({x, typed_weight, product, inverse_deviation, scale});
    kernels::SaveSite(context, dropout);
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const kernels::DropoutSite dropout = kernels::SavedSite(context);
    const Tensor grad_y = gradients[0].contiguous();
    variable_list result(kInputs);
    result[kResidual] = at::empty_like(grad_y);
    for (const Input vector : {kBias, kScale, kShift}) {
      if (context->needs_input_grad(vector)) result[vector] = at::empty_like(saved[kSavedScale]);
    }
    const Tensor grad_product = dropout.enabled() ? at::empty_like(grad_y) : result[kResidual];
    NormBackward(saved, grad_y, dropout, grad_product, result);
    if (context->needs_input_grad(kX)) result[kX] = InputGradient(grad_product, saved[kSavedWeight]);
    if (context->needs_input_grad(kWeight)) result[kWeight] = WeightGradient(grad_product, saved[kSavedX]);
    return result;
  }

 private:
  static void NormBackward(const variable_list& saved, const Tensor& grad_y,
                           const kernels::DropoutSite& dropout, const Tensor& grad_product,
                           const variable_list& result) {
    kernels::ForStorage(grad_y, [&]<typename T>(T) {
      kernels::Backward(
          kernels::ResidualNormBackward<T>{
              .rows = grad_y.size(0),
              .columns = grad_y.size(1),
              .grad_y = ReadPointer<T>(grad_y),
              .normalised = ReadPointer<T>(saved[kSavedNormalised]),
              .inverse_deviation = ReadPointer<float>(saved[kSavedDeviation]),
              .scale = ReadPointer<float>(saved[kSavedScale]),
              .grad_residual = WritePointer<T>(result[kResidual]),
              .grad_x = dropout.enabled() ? WritePointer<T>(grad_product) : nullptr,
              .grad_bias = WritePointer<float>(result[kBias]),
              .grad_scale = WritePointer<float>(result[kScale]),
              .grad_shift = WritePointer<float>(result[kShift])},
          dropout);
    });
  }
};

}  // namespace

Tensor ResidualProjection(const Tensor& x, const Linear& linear, const Tensor& residual,
                          const LayerNorm& norm, double epsilon, const kernels::DropoutSite& dropout) {
  return Function::apply(x, linear.weight, linear.bias, residual, norm.scale, norm.shift, epsilon, dropout);
}

}  // namespace srnet::encoder
