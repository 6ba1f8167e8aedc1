#include "model/attention/attention_kernel.h"

#include <algorithm>
#include <cmath>

#include "model/attention/head_buffers.h"
#include "model/kernels/parallel.h"
#include "model/kernels/small_product.h"
#include "model/kernels/vector_math.h"

namespace srnet::attention {
namespace {

using kernels::BFloat16;
using kernels::Load;
using kernels::PaddedWidth;
using kernels::Product;
using kernels::Store;
using kernels::Strided;

// One head of one sequence: where its rows start and what sizes its matrices have.
struct Head {
  std::int64_t length;  // n
  std::int64_t size;    // d_h
  std::int64_t width;   // d, row stride of output
  float score_scale;    // 1 / sqrt(d_h)
  std::int64_t log_sum_stride;

  std::int64_t padded_length() const { return PaddedWidth(length); }
  std::int64_t padded_size() const { return PaddedWidth(size); }
};

// to [n, padded d_h] = scale * from, whose rows are `stride` apart.
template <typename T>
SRNET_INLINE void CopyRows(const Head& head, const T* from, std::int64_t stride, float scale, float* to) {
  const std::int64_t padded = head.padded_size();
  for (std::int64_t i = 0; i < head.length; ++i) {
#pragma GCC ivdep
    for (std::int64_t c = 0; c < head.size; ++c) to[i * padded + c] = scale * Load(from[i * stride + c]);
    for (std::int64_t c = head.size; c < padded; ++c) to[i * padded + c] = 0;
  }
}

// to [d_h, padded n] = from^T, with from [n, padded d_h].
SRNET_INLINE void Transpose(const Head& head, const float* from, float* to) {
  const std::int64_t from_stride = head.padded_size();
  const std::int64_t to_stride = head.padded_length();
  for (std::int64_t c = 0; c < head.size; ++c) {
    float* row = to + c * to_stride;
    for (std::int64_t i = 0; i < head.length; ++i) row[i] = from[i * from_stride + c];
    for (std::int64_t i = head.length; i < to_stride; ++i) row[i] = 0;
  }
}

template <typename T>
SRNET_INLINE void StoreRows(const Head& head, const float* from, float scale, std::int64_t stride, T* to) {
  const std::int64_t padded = head.padded_size();
  for (std::int64_t i = 0; i < head.length; ++i) {
#pragma GCC ivdep
    for (std::int64_t c = 0; c < head.size; ++c) Store(scale * from[i * padded + c], to[i * stride + c]);
  }
}

// probabilities = scaled Q K^T, before the softmax.
template <typename T>
SRNET_INLINE void Scores(const Head& head, const T* projected, HeadBuffers& buffers) {
  CopyRows(head, projected, 3 * head.width, head.score_scale, buffers.query);
  CopyRows(head, projected + head.width, 3 * head.width, 1.0f, buffers.key);
  CopyRows(head, projected + 2 * head.width, 3 * head.width, 1.0f, buffers.value);
  Transpose(head, buffers.key, buffers.key_transposed);
  Product(Strided{buffers.query, head.padded_size(), 1}, head.length, head.size, head.padded_length(),
          buffers.key_transposed, head.padded_length(), buffers.probabilities, head.padded_length());
}

SRNET_INLINE float RowMaximum(const float* row, std::int64_t columns) {
  float maximum = row[0];
#pragma omp simd reduction(max : maximum)
  for (std::int64_t j = 0; j < columns; ++j) maximum = maximum < row[j] ? row[j] : maximum;
  return maximum;
}

// Softmax of one row in place; returns its log-sum-exp.
SRNET_INLINE float Softmax(float* row, std::int64_t columns) {
  const float maximum = RowMaximum(row, columns);
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t j = 0; j < columns; ++j) {
    row[j] = kernels::Exp(row[j] - maximum);
    sum += row[j];
  }
  const float inverse = 1.0f / sum;
#pragma GCC ivdep
  for (std::int64_t j = 0; j < columns; ++j) row[j] *= inverse;
  return maximum + std::log(sum);
}

// dropped = probabilities * kept. `kept` is dense [n, n].
SRNET_INLINE void Drop(const Head& head, HeadBuffers& buffers) {
  const std::int64_t padded = head.padded_length();
  for (std::int64_t i = 0; i < head.length; ++i) {
    const float* kept = buffers.kept + i * head.length;
#pragma GCC ivdep
    for (std::int64_t j = 0; j < head.length; ++j) {
      buffers.dropped[i * padded + j] = buffers.probabilities[i * padded + j] * kept[j];
    }
  }
}

template <typename T>
SRNET_INLINE void ForwardHead(const Head& head, const T* projected, bool drop, HeadBuffers& buffers,
                              T* output, float* log_sum) {
  const std::int64_t padded = head.padded_length();
  Scores(head, projected, buffers);
  for (std::int64_t i = 0; i < head.length; ++i) {
    log_sum[i * head.log_sum_stride] = Softmax(buffers.probabilities + i * padded, head.length);
  }
  if (drop) Drop(head, buffers);
  const float* mixing = drop ? buffers.dropped : buffers.probabilities;
  Product(Strided{mixing, padded, 1}, head.length, head.length, head.padded_size(), buffers.value,
          head.padded_size(), buffers.output, head.padded_size());
  StoreRows(head, buffers.output, 1.0f, head.width, output);
}

// probabilities = exp(scores - log_sum).
SRNET_INLINE void Probabilities(const Head& head, const float* log_sum, HeadBuffers& buffers) {
  for (std::int64_t i = 0; i < head.length; ++i) {
    float* row = buffers.probabilities + i * head.padded_length();
    const float shift = log_sum[i * head.log_sum_stride];
#pragma GCC ivdep
    for (std::int64_t j = 0; j < head.length; ++j) row[j] = kernels::Exp(row[j] - shift);
  }
}

// grad_scores holds dO V^T and becomes dS.
SRNET_INLINE void ScoreGradients(const Head& head, bool drop, HeadBuffers& buffers) {
  const std::int64_t padded = head.padded_length();
  const std::int64_t panel = head.padded_size();
  for (std::int64_t i = 0; i < head.length; ++i) {
    float row_sum = 0;
    const float* grad_output = buffers.grad_output + i * panel;
    const float* output = buffers.output + i * panel;
#pragma omp simd reduction(+ : row_sum)
    for (std::int64_t c = 0; c < head.size; ++c) row_sum += grad_output[c] * output[c];
    float* gradient = buffers.grad_scores + i * padded;
    const float* probability = buffers.probabilities + i * padded;
    const float* kept = buffers.kept + i * head.length;
    if (drop) {
#pragma GCC ivdep
      for (std::int64_t j = 0; j < head.length; ++j)
        gradient[j] = probability[j] * (gradient[j] * kept[j] - row_sum);
    } else {
#pragma GCC ivdep
      for (std::int64_t j = 0; j < head.length; ++j) gradient[j] = probability[j] * (gradient[j] - row_sum);
    }
  }
}

template <typename T>
SRNET_INLINE void BackwardHead(const Head& head, const T* projected, const T* output, const float* log_sum,
                               const T* grad_output, bool drop, HeadBuffers& buffers, T* grad_projected) {
  const std::int64_t n = head.length;
  const std::int64_t padded = head.padded_length();
  const std::int64_t panel = head.padded_size();
  Scores(head, projected, buffers);
  Probabilities(head, log_sum, buffers);
  if (drop) Drop(head, buffers);
  CopyRows(head, grad_output, head.width, 1.0f, buffers.grad_output);
  CopyRows(head, output, head.width, 1.0f, buffers.output);

  const float* mixing = drop ? buffers.dropped : buffers.probabilities;
  Product(Strided{mixing, 1, padded}, n, n, panel, buffers.grad_output, panel, buffers.product, panel);
  StoreRows(head, buffers.product, 1.0f, 3 * head.width, grad_projected + 2 * head.width);

  Transpose(head, buffers.value, buffers.value_transposed);
  Product(Strided{buffers.grad_output, panel, 1}, n, head.size, padded, buffers.value_transposed, padded,
          buffers.grad_scores, padded);
  ScoreGradients(head, drop, buffers);

  Product(Strided{buffers.grad_scores, padded, 1}, n, n, panel, buffers.key, panel, buffers.product, panel);
  StoreRows(head, buffers.product, head.score_scale, 3 * head.width, grad_projected);
  // The query copy already carries the scale.
  Product(Strided{buffers.grad_scores, 1, padded}, n, n, panel, buffers.query, panel, buffers.product, panel);
  StoreRows(head, buffers.product, 1.0f, 3 * head.width, grad_projected + head.width);
}

// target_clones wants plain functions, so each storage type is spelled out.
SRNET_KERNEL void OneHead(const Head& head, const float* projected, bool drop, HeadBuffers& buffers,
                          float* output, float* log_sum) {
  ForwardHead(head, projected, drop, buffers, output, log_sum);
}
SRNET_KERNEL void OneHead(const Head& head, const BFloat16* projected, bool drop, HeadBuffers& buffers,
                          BFloat16* output, float* log_sum) {
  ForwardHead(head, projected, drop, buffers, output, log_sum);
}
SRNET_KERNEL void OneHead(const Head& head, const float* projected, const float* output, const float* log_sum,
                          const float* grad_output, bool drop, HeadBuffers& buffers, float* grad_projected) {
  BackwardHead(head, projected, output, log_sum, grad_output, drop, buffers, grad_projected);
}
SRNET_KERNEL void OneHead(const Head& head, const BFloat16* projected, const BFloat16* output,
                          const float* log_sum, const BFloat16* grad_output, bool drop, HeadBuffers& buffers,
                          BFloat16* grad_projected) {
  BackwardHead(head, projected, output, log_sum, grad_output, drop, buffers, grad_projected);
}

// Calls body(head, first token, head index, buffers) for each sequence and head. Dropout scales are in place.
template <typename Body>
void ForEachHead(const Shape& shape, const kernels::DropoutSite& dropout, const Body& body) {
  kernels::ParallelFor(shape.sequences, 1, [&](std::int64_t begin, std::int64_t end) {
    HeadBuffers buffers(shape.max_length, shape.head_size);
    for (std::int64_t b = begin; b < end; ++b) {
      const std::int64_t first = shape.offsets[b];
      const Head head{.length = shape.offsets[b + 1] - first,
                      .size = shape.head_size,
                      .width = shape.width(),
                      .score_scale = 1.0f / std::sqrt(static_cast<float>(shape.head_size)),
                      .log_sum_stride = shape.heads};
      for (std::int64_t h = 0; h < shape.heads; ++h) {
        if (dropout.enabled()) {
          const auto row = static_cast<std::uint32_t>(b * shape.heads + h);
          dropout.FillRow(row, head.length * head.length, buffers.kept);
        }
        body(head, first, h, buffers);
      }
    }
  });
}

}  // namespace

template <typename T>
void Forward(const Shape& shape, const T* projected, const kernels::DropoutSite& dropout, T* output,
             float* log_sum) {
  ForEachHead(shape, dropout,
              [&](const Head& head, std::int64_t first, std::int64_t h, HeadBuffers& buffers) {
                const std::int64_t column = h * head.size;
                OneHead(head, projected + first * 3 * head.width + column, dropout.enabled(), buffers,
                        output + first * head.width + column, log_sum + first * shape.heads + h);
              });
}

template <typename T>
void Backward(const Shape& shape, const T* projected, const T* output, const float* log_sum,
              const T* grad_output, const kernels::DropoutSite& dropout, T* grad_projected) {
  ForEachHead(shape, dropout,
              [&](const Head& head, std::int64_t first, std::int64_t h, HeadBuffers& buffers) {
                const std::int64_t column = h * head.size;
                const std::int64_t wide = first * 3 * head.width + column;
                const std::int64_t narrow = first * head.width + column;
                OneHead(head, projected + wide, output + narrow, log_sum + first * shape.heads + h,
                        grad_output + narrow, dropout.enabled(), buffers, grad_projected + wide);
              });
}

template void Forward(const Shape&, const float*, const kernels::DropoutSite&, float*, float*);
template void Forward(const Shape&, const BFloat16*, const kernels::DropoutSite&, BFloat16*, float*);
template void Backward(const Shape&, const float*, const float*, const float*, const float*,
                       const kernels::DropoutSite&, float*);
template void Backward(const Shape&, const BFloat16*, const BFloat16*, const float*, const BFloat16*,
                       const kernels::DropoutSite&, BFloat16*);

}  // namespace srnet::attention
