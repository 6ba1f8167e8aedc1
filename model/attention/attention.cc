#include "model/attention/attention.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/attention/attention_kernel.h"
#include "model/kernels/tensor_access.h"

namespace srnet::attention {
namespace {

using kernels::ReadPointer;
using kernels::WritePointer;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

Shape ShapeOf(const at::Tensor& projected, const at::Tensor& offsets, std::int64_t heads) {
  TORCH_CHECK(projected.dim() == 2 && projected.is_contiguous() && projected.size(1) % (3 * heads) == 0,
              "attention: projected must be contiguous [T, 3 d] with ", heads, " dividing d, not ",
              projected.sizes());
  TORCH_CHECK(offsets.dim() == 1 && offsets.scalar_type() == at::kInt && offsets.is_contiguous() &&
                  offsets.numel() >= 2,
              "attention: offsets must be contiguous int32 [B + 1]");
  Shape shape{.sequences = offsets.numel() - 1,
              .heads = heads,
              .head_size = projected.size(1) / (3 * heads),
              .max_length = 0,
              .offsets = offsets.const_data_ptr<std::int32_t>()};
  TORCH_CHECK(shape.offsets[0] == 0 && shape.offsets[shape.sequences] == projected.size(0),
              "attention: offsets must run from 0 to ", projected.size(0));
  for (std::int64_t b = 0; b < shape.sequences; ++b) {
    const std::int64_t length = shape.offsets[b + 1] - shape.offsets[b];
    TORCH_CHECK(length > 0, "attention: sequence ", b, " is empty");
    shape.max_length = std::max(shape.max_length, length);
  }
  return shape;
}

class Attention : public torch::autograd::Function<Attention> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& projected, const at::Tensor& offsets,
                            std::int64_t heads, const kernels::DropoutSite& dropout) {
    const Shape shape = ShapeOf(projected, offsets, heads);
    const at::Tensor output = at::empty({projected.size(0), shape.width()}, projected.options());
    const at::Tensor log_sum = at::empty({projected.size(0), heads}, projected.options().dtype(at::kFloat));
    kernels::ForStorage(projected, [&]<typename T>(T) {
      Forward(shape, ReadPointer<T>(projected), dropout, WritePointer<T>(output),
              WritePointer<float>(log_sum));
    });
    context->save_for_backward({projected, offsets, output, log_sum});
    context->saved_data["heads"] = heads;
    kernels::SaveSite(context, dropout);
    return output;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& projected = saved[0];
    const at::Tensor grad_output = gradients[0].contiguous();
    const Shape shape = ShapeOf(projected, saved[1], context->saved_data["heads"].toInt());
    const at::Tensor grad_projected = at::empty_like(projected);
    kernels::ForStorage(projected, [&]<typename T>(T) {
      Backward(shape, ReadPointer<T>(projected), ReadPointer<T>(saved[2]), ReadPointer<float>(saved[3]),
               ReadPointer<T>(grad_output), kernels::SavedSite(context), WritePointer<T>(grad_projected));
    });
    return {grad_projected, {}, {}, {}};
  }
};

}  // namespace

at::Tensor PackedAttention(const at::Tensor& projected, const at::Tensor& offsets, std::int64_t heads,
                           const kernels::DropoutSite& probabilities_dropout) {
  return Attention::apply(projected, offsets, heads, probabilities_dropout);
}

}  // namespace srnet::attention
