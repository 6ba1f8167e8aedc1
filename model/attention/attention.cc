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

// `tokens` is any matrix with a row for each token, whose width is `parts` times d.
Shape ShapeOf(const at::Tensor& tokens, std::int64_t parts, const at::Tensor& offsets, std::int64_t heads) {
  TORCH_CHECK(tokens.dim() == 2 && tokens.is_contiguous() && tokens.size(1) % (parts * heads) == 0,
              "attention: the projections must be contiguous [T, ", parts, " d] with ", heads,
              " dividing d, not ", tokens.sizes());
  TORCH_CHECK(offsets.dim() == 1 && offsets.scalar_type() == at::kInt && offsets.is_contiguous() &&
                  offsets.numel() >= 2,
              "attention: offsets must be contiguous int32 [B + 1]");
  Shape shape{.sequences = offsets.numel() - 1,
              .heads = heads,
              .head_size = tokens.size(1) / (parts * heads),
              .max_length = 0,
              .offsets = offsets.const_data_ptr<std::int32_t>()};
  TORCH_CHECK(shape.offsets[0] == 0 && shape.offsets[shape.sequences] == tokens.size(0),
              "attention: offsets must run from 0 to ", tokens.size(0));
  for (std::int64_t b = 0; b < shape.sequences; ++b) {
    const std::int64_t length = shape.offsets[b + 1] - shape.offsets[b];
    TORCH_CHECK(length > 0, "attention: sequence ", b, " is empty");
    shape.max_length = std::max(shape.max_length, length);
  }
  return shape;
}

Shape FirstShapeOf(const at::Tensor& query, const at::Tensor& key_value, const at::Tensor& offsets,
                   std::int64_t heads) {
  Shape shape = ShapeOf(key_value, 2, offsets, heads);
  TORCH_CHECK(query.dim() == 2 && query.is_contiguous() && query.size(0) == shape.sequences &&
                  query.size(1) == shape.width() && query.scalar_type() == key_value.scalar_type(),
              "attention: query must be contiguous [B, d] in the type of key_value, not ", query.sizes());
  shape.queries = Queries::kFirst;
  return shape;
}

class Attention : public torch::autograd::Function<Attention> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& projected, const at::Tensor& offsets,
                            std::int64_t heads, const kernels::DropoutSite& dropout) {
    const Shape shape = ShapeOf(projected, 3, offsets, heads);
    const at::Tensor output = at::empty({projected.size(0), shape.width()}, projected.options());
    const at::Tensor log_sum = at::empty({projected.size(0), heads}, projected.options().dtype(at::kFloat));
    kernels::ForStorage(projected, [&]<typename T>(T) {
      Forward(shape, SideBySide(shape, ReadPointer<T>(projected)), dropout, WritePointer<T>(output),
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
    const Shape shape = ShapeOf(projected, 3, saved[1], context->saved_data["heads"].toInt());
    const at::Tensor grad_projected = at::empty_like(projected);
    kernels::ForStorage(projected, [&]<typename T>(T) {
      Backward(shape, SideBySide(shape, ReadPointer<T>(projected)), ReadPointer<T>(saved[2]),
               ReadPointer<float>(saved[3]), ReadPointer<T>(grad_output), kernels::SavedSite(context),
               SideBySide(shape, WritePointer<T>(grad_projected)));
    });
    return {grad_projected, {}, {}, {}};
  }
};

class FirstAttention : public torch::autograd::Function<FirstAttention> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& query, const at::Tensor& key_value,
                            const at::Tensor& offsets, std::int64_t heads,
                            const kernels::DropoutSite& dropout) {
    const Shape shape = FirstShapeOf(query, key_value, offsets, heads);
    const at::Tensor output = at::empty_like(query);
    const at::Tensor log_sum = at::empty({query.size(0), heads}, query.options().dtype(at::kFloat));
    kernels::ForStorage(query, [&]<typename T>(T) {
      Forward(shape, FirstQueries(shape, ReadPointer<T>(query), ReadPointer<T>(key_value)), dropout,
              WritePointer<T>(output), WritePointer<float>(log_sum));
    });
    context->save_for_backward({query, key_value, offsets, output, log_sum});
    context->saved_data["heads"] = heads;
    kernels::SaveSite(context, dropout);
    return output;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& query = saved[0];
    const at::Tensor& key_value = saved[1];
    const at::Tensor grad_output = gradients[0].contiguous();
    const Shape shape = FirstShapeOf(query, key_value, saved[2], context->saved_data["heads"].toInt());
    const at::Tensor grad_query = at::empty_like(query);
    const at::Tensor grad_key_value = at::empty_like(key_value);
    kernels::ForStorage(query, [&]<typename T>(T) {
      Backward(shape, FirstQueries(shape, ReadPointer<T>(query), ReadPointer<T>(key_value)),
               ReadPointer<T>(saved[3]), ReadPointer<float>(saved[4]), ReadPointer<T>(grad_output),
               kernels::SavedSite(context),
               FirstQueries(shape, WritePointer<T>(grad_query), WritePointer<T>(grad_key_value)));
    });
    return {grad_query, grad_key_value, {}, {}, {}};
  }
};

}  // namespace

at::Tensor PackedAttention(const at::Tensor& projected, const at::Tensor& offsets, std::int64_t heads,
                           const kernels::DropoutSite& probabilities_dropout) {
  return Attention::apply(projected, offsets, heads, probabilities_dropout);
}

at::Tensor FirstTokenAttention(const at::Tensor& query, const at::Tensor& key_value,
                               const at::Tensor& offsets, std::int64_t heads,
                               const kernels::DropoutSite& probabilities_dropout) {
  return FirstAttention::apply(query, key_value, offsets, heads, probabilities_dropout);
}

}  // namespace srnet::attention
