#include "model/encoder/embedding_sum.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "model/kernels/embedding.h"
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
  enum Input { kWords, kPositions, kSegments, kScale, kShift, kInputs = 11 };
  enum Saved {
    kSavedNormalised,
    kSavedDeviation,
    kSavedScale,
    kSavedTokens,
    kSavedPositionIds,
    kSavedSegmentIds
  };

  static Tensor forward(AutogradContext* context, const Tensor& words, const Tensor& positions,
                        const Tensor& segments, const Tensor& scale, const Tensor& shift,
                        const Tensor& tokens, const Tensor& position_ids, const Tensor& segment_ids,
                        double epsilon, const kernels::DropoutSite& dropout, at::ScalarType storage) {
    const Tensor y = at::empty({tokens.numel(), words.size(1)}, words.options().dtype(storage));
    const Tensor normalised = at::empty(y.sizes(), words.options());
    const Tensor inverse_deviation = at::empty({y.size(0)}, words.options());
    kernels::ForStorage(y, [&]<typename T>(T) {
      kernels::Forward(kernels::EmbeddingNorm<T>{.rows = y.size(0),
                                                 .columns = y.size(1),
                                                 .epsilon = static_cast<float>(epsilon),
                                                 .tokens = ReadPointer<std::int64_t>(tokens),
                                                 .positions = ReadPointer<std::int64_t>(position_ids),
                                                 .segments = ReadPointer<std::int64_t>(segment_ids),
                                                 .word_table = ReadPointer<float>(words),
                                                 .position_table = ReadPointer<float>(positions),
                                                 .segment_table = ReadPointer<float>(segments),
                                                 .scale = ReadPointer<float>(scale),
                                                 .shift = ReadPointer<float>(shift),
                                                 .y = WritePointer<T>(y),
                                                 .normalised = WritePointer<float>(normalised),
                                                 .inverse_deviation = WritePointer<float>(inverse_deviation)},
                       dropout);
    });
    context->save_for_backward({normalised, inverse_deviation, scale, tokens, position_ids, segment_ids});
    context->saved_data["rows"] =
        c10::List<std::int64_t>({words.size(0), positions.size(0), segments.size(0)});
    kernels::SaveSite(context, dropout);
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const Tensor& scale = saved[kSavedScale];
    const Tensor grad_y = gradients[0].contiguous();
    const Tensor grad_sum = at::empty(grad_y.sizes(), scale.options());
    variable_list result(kInputs);
    for (const Input vector : {kScale, kShift}) {
      if (context->needs_input_grad(vector)) result[vector] = at::empty_like(scale);
    }
    kernels::ForStorage(grad_y, [&]<typename T>(T) {
      kernels::Backward(
          kernels::EmbeddingNormBackward<T>{.rows = grad_y.size(0),
                                            .columns = grad_y.size(1),
                                            .grad_y = ReadPointer<T>(grad_y),
                                            .normalised = ReadPointer<float>(saved[kSavedNormalised]),
                                            .inverse_deviation = ReadPointer<float>(saved[kSavedDeviation]),
                                            .scale = ReadPointer<float>(scale),
                                            .grad_sum = WritePointer<float>(grad_sum),
                                            .grad_scale = WritePointer<float>(result[kScale]),
                                            .grad_shift = WritePointer<float>(result[kShift])},
          kernels::SavedSite(context));
    });
    const c10::List<std::int64_t> rows = context->saved_data["rows"].toIntList();
    for (const Input table : {kWords, kPositions, kSegments}) {
      const auto index = static_cast<std::size_t>(table);
      if (context->needs_input_grad(index)) {
        result[index] = TableGradient(grad_sum, saved[kSavedTokens + index], rows.get(index));
      }
    }
    return result;
  }

 private:
  static Tensor TableGradient(const Tensor& grad_sum, const Tensor& ids, std::int64_t rows) {
    Tensor gradient = at::zeros({rows, grad_sum.size(1)}, grad_sum.options());
    kernels::AddRows(ReadPointer<float>(grad_sum), ReadPointer<std::int64_t>(ids), grad_sum.size(0),
                     grad_sum.size(1), WritePointer<float>(gradient));
    return gradient;
  }
};

}  // namespace

Tensor EmbeddingSum(const Embeddings& embeddings, const PackedBatch& batch, double epsilon,
                    const kernels::DropoutSite& dropout, at::ScalarType storage) {
  return Function::apply(embeddings.words, embeddings.positions, embeddings.segments, embeddings.norm.scale,
                         embeddings.norm.shift, batch.tokens, batch.positions, batch.segments, epsilon,
                         dropout, storage);
}

}  // namespace srnet::encoder
