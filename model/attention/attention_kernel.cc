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

// One head of one sequence: what sizes its matrices have and how far apart its rows are.
struct Head {
  std::int64_t length;   // n
  std::int64_t queries;  // m, n or 1
  std::int64_t size;     // d_h
  std::int64_t width;    // d, row stride of output
  std::int64_t query_stride;
  std::int64_t key_value_stride;
  std::int64_t log_sum_stride;
  float score_scale;  // 1 / sqrt(d_h)

  std::int64_t padded_length() const { return PaddedWidth(length); }
  std::int64_t padded_size() const { return PaddedWidth(size); }
};

// The rows of one head in the projections or in their gradients.
template <typename T>
struct HeadRows {
  T* query;
  T* key;
  T* value;
};

// to [rows, padded d_h] = scale * from, whose rows are `stride` apart.
template <typename T>
SRNET_INLINE void CopyRows(const Head& head, std::int64_t rows, const T* from, std::int64_t stride,
                           float scale, float* to) {
  const std::int64_t padded = head.padded_size();
  for (std::int64_t i = 0; i < rows; ++i) {
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
SRNET_INLINE void StoreRows(const Head& head, std::int64_t rows, const float* from, float scale,
                            std::int64_t stride, T* to) {
  const std::int64_t padded = head.padded_size();
  for (std::int64_t i = 0; i < rows; ++i) {
#pragma GCC ivdep
    for (std::int64_t c = 0; c < head.size; ++c) Store(scale * from[i * padded + c], to[i * stride + c]);
  }
}

// probabilities = scaled Q K^T, before the softmax.
template <typename T>
SRNET_INLINE void Scores(const Head& head, const HeadRows<const T>& projected, HeadBuffers& buffers) {
  CopyRows(head, head.queries, projected.query, head.query_stride, head.score_scale, buffers.query);
  CopyRows(head, head.length, projected.key, head.key_value_stride, 1.0f, buffers.key);
  CopyRows(head, head.length, projected.value, head.key_value_stride, 1.0f, buffers.value);
  Transpose(head, buffers.key, buffers.key_transposed);
  Product(Strided{buffers.query, head.padded_size(), 1}, head.queries, head.size, head.padded_length(),
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

// dropped = probabilities * kept. `kept` is dense [m, n].
SRNET_INLINE void Drop(const Head& head, HeadBuffers& buffers) {
  const std::int64_t padded = head.padded_length();
  for (std::int64_t i = 0; i < head.queries; ++i) {
    const float* kept = buffers.kept + i * head.length;
#pragma GCC ivdep
    for (std::int64_t j = 0; j < head.length; ++j) {
      buffers.dropped[i * padded + j] = buffers.probabilities[i * padded + j] * kept[j];
    }
  }
}

template <typename T>
SRNET_INLINE void ForwardHead(const Head& head, const HeadRows<const T>& projected, bool drop,
                              HeadBuffers& buffers, T* output, float* log_sum) {
  const std::int64_t padded = head.padded_length();
  Scores(head, projected, buffers);
  for (std::int64_t i = 0; i < head.queries; ++i) {
    log_sum[i * head.log_sum_stride] = Softmax(buffers.probabilities + i * padded, head.length);
  }
  if (drop) Drop(head, buffers);
  const float* mixing = drop ? buffers.dropped : buffers.probabilities;
  Product(Strided{mixing, padded, 1}, head.queries, head.length, head.padded_size(), buffers.value,
          head.padded_size(), buffers.output, head.padded_size());
  StoreRows(head, head.queries, buffers.output, 1.0f, head.width, output);
}

// probabilities = exp(scores - log_sum).
SRNET_INLINE void Probabilities(const Head& head, const float* log_sum, HeadBuffers& buffers) {
  for (std::int64_t i = 0; i < head.queries; ++i) {
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
  for (std::int64_t i = 0; i < head.queries; ++i) {
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
SRNET_INLINE void BackwardHead(const Head& head, const HeadRows<const T>& projected, const T* output,
                               const float* log_sum, const T* grad_output, bool drop, HeadBuffers& buffers,
                               const HeadRows<T>& gradients) {
  const std::int64_t n = head.length;
  const std::int64_t m = head.queries;
  const std::int64_t padded = head.padded_length();
  const std::int64_t panel = head.padded_size();
  Scores(head, projected, buffers);
  Probabilities(head, log_sum, buffers);
  if (drop) Drop(head, buffers);
  CopyRows(head, m, grad_output, head.width, 1.0f, buffers.grad_output);
  CopyRows(head, m, output, head.width, 1.0f, buffers.output);

  const float* mixing = drop ? buffers.dropped : buffers.probabilities;
  Product(Strided{mixing, 1, padded}, n, m, panel, buffers.grad_output, panel, buffers.product, panel);
  StoreRows(head, n, buffers.product, 1.0f, head.key_value_stride, gradients.value);

  Transpose(head, buffers.value, buffers.value_transposed);
  Product(Strided{buffers.grad_output, panel, 1}, m, head.size, padded, buffers.value_transposed, padded,
          buffers.grad_scores, padded);
  ScoreGradients(head, drop, buffers);

  Product(Strided{buffers.grad_scores, padded, 1}, m, n, panel, buffers.key, panel, buffers.product, panel);
  StoreRows(head, m, buffers.product, head.score_scale, head.query_stride, gradients.query);
  // The query copy already carries the scale.
  Product(Strided{buffers.grad_scores, 1, padded}, n, m, panel, buffers.query, panel, buffers.product, panel);
  StoreRows(head, n, buffers.product, 1.0f, head.key_value_stride, gradients.key);
}

// target_clones wants plain functions, so each storage type is spelled out.
SRNET_KERNEL void OneHead(const Head& head, const HeadRows<const float>& projected, bool drop,
                          HeadBuffers& buffers, float* output, float* log_sum) {
  ForwardHead(head, projected, drop, buffers, output, log_sum);
}
SRNET_KERNEL void OneHead(const Head& head, const HeadRows<const BFloat16>& projected, bool drop,
                          HeadBuffers& buffers, BFloat16* output, float* log_sum) {
  ForwardHead(head, projected, drop, buffers, output, log_sum);
}
SRNET_KERNEL void OneHead(const Head& head, const HeadRows<const float>& projected, const float* output,
                          const float* log_sum, const float* grad_output, bool drop, HeadBuffers& buffers,
                          const HeadRows<float>& gradients) {
  BackwardHead(head, projected, output, log_sum, grad_output, drop, buffers, gradients);
}
SRNET_KERNEL void OneHead(const Head& head, const HeadRows<const BFloat16>& projected, const BFloat16* output,
                          const float* log_sum, const BFloat16* grad_output, bool drop, HeadBuffers& buffers,
                          const HeadRows<BFloat16>& gradients) {
  BackwardHead(head, projected, output, log_sum, grad_output, drop, buffers, gradients);
}

// Where a head of a sequence lies: its first token, its first query and its first column.
struct Place {
  std::int64_t token;
  std::int64_t query;
  std::int64_t column;
};

template <typename T>
HeadRows<T> RowsAt(const Projections<T>& projected, const Place& place) {
  const std::int64_t key_value = place.token * projected.key_value_stride + place.column;
  return {projected.query + place.query * projected.query_stride + place.column, projected.key + key_value,
          projected.value + key_value};
}

// Calls body(head, place, head index, buffers) for each sequence and head. Dropout scales are in place.
template <typename T, typename Body>
void ForEachHead(const Shape& shape, const Projections<const T>& projected,
                 const kernels::DropoutSite& dropout, const Body& body) {
  const bool all = shape.queries == Queries::kAll;
  kernels::ParallelFor(shape.sequences, 1, [&](std::int64_t begin, std::int64_t end) {
    // Kept between calls: hundreds of kilobytes, of which no kernel reads what it has not written.
    thread_local HeadBuffers buffers;
    buffers.Fit(shape.max_length, shape.head_size);
    for (std::int64_t b = begin; b < end; ++b) {
      const std::int64_t first = shape.offsets[b];
      const std::int64_t length = shape.offsets[b + 1] - first;
      const Head head{.length = length,
                      .queries = all ? length : 1,
                      .size = shape.head_size,
                      .width = shape.width(),
                      .query_stride = projected.query_stride,
                      .key_value_stride = projected.key_value_stride,
                      .log_sum_stride = shape.heads,
                      .score_scale = 1.0f / std::sqrt(static_cast<float>(shape.head_size))};
      for (std::int64_t h = 0; h < shape.heads; ++h) {
        if (dropout.enabled()) {
          const auto row = static_cast<std::uint32_t>(b * shape.heads + h);
          dropout.FillRow(row, head.queries * head.length, buffers.kept);
        }
        body(head, Place{.token = first, .query = all ? first : b, .column = h * head.size}, h, buffers);
      }
    }
  });
}

}  // namespace

template <typename T>
void Forward(const Shape& shape, const Projections<const T>& projected, const kernels::DropoutSite& dropout,
             T* output, float* log_sum) {
  ForEachHead(shape, projected, dropout,
              [&](const Head& head, const Place& place, std::int64_t h, HeadBuffers& buffers) {
                OneHead(head, RowsAt(projected, place), dropout.enabled(), buffers,
                        output + place.query * head.width + place.column,
                        log_sum + place.query * shape.heads + h);
              });
}

template <typename T>
void Backward(const Shape& shape, const Projections<const T>& projected, const T* output,
              const float* log_sum, const T* grad_output, const kernels::DropoutSite& dropout,
              const Projections<T>& gradients) {
  ForEachHead(shape, projected, dropout,
              [&](const Head& head, const Place& place, std::int64_t h, HeadBuffers& buffers) {
                const std::int64_t element = place.query * head.width + place.column;
                OneHead(head, RowsAt(projected, place), output + element,
                        log_sum + place.query * shape.heads + h, grad_output + element, dropout.enabled(),
                        buffers, RowsAt(gradients, place));
              });
}

template void Forward(const Shape&, const Projections<const float>&, const kernels::DropoutSite&, float*,
                      float*);
template void Forward(const Shape&, const Projections<const BFloat16>&, const kernels::DropoutSite&,
                      BFloat16*, float*);
template void Backward(const Shape&, const Projections<const float>&, const float*, const float*,
                       const float*, const kernels::DropoutSite&, const Projections<float>&);
template void Backward(const Shape&, const Projections<const BFloat16>&, const BFloat16*, const float*,
                       const BFloat16*, const kernels::DropoutSite&, const Projections<BFloat16>&);

}  // namespace srnet::attention
