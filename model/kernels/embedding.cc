#include "model/kernels/embedding.h"

#include <algorithm>
#include <vector>

#include "model/kernels/column_sums.h"
#include "model/kernels/layer_norm_row.h"
#include "model/kernels/parallel.h"

namespace srnet::kernels {
namespace {

constexpr std::int64_t kRowsPerBlock = 32;
constexpr std::int64_t kColumnsPerBlock = 128;

template <typename T>
SRNET_INLINE void ForwardRow(const EmbeddingNorm<T>& op, std::int64_t row, const float* kept) {
  const float* word = op.word_table + op.tokens[row] * op.columns;
  const float* position = op.position_table + op.positions[row] * op.columns;
  const float* segment = op.segment_table + op.segments[row] * op.columns;
  float* n = op.normalised + row * op.columns;
  T* y = op.y + row * op.columns;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < op.columns; ++c) n[c] = word[c] + position[c] + segment[c];
  const RowStatistics row_statistics = StatisticsOf(n, op.columns, op.epsilon);
  op.inverse_deviation[row] = row_statistics.inverse_deviation;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < op.columns; ++c) {
    n[c] = (n[c] - row_statistics.mean) * row_statistics.inverse_deviation;
    Store((n[c] * op.scale[c] + op.shift[c]) * kept[c], y[c]);
  }
}

// `sums` are those of scale and shift.
template <typename T>
SRNET_INLINE void BackwardRow(const EmbeddingNormBackward<T>& op, std::int64_t row, const float* kept,
                              float* sums) {
  const T* grad_y = op.grad_y + row * op.columns;
  const float* n = op.normalised + row * op.columns;
  float* h = op.grad_sum + row * op.columns;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < op.columns; ++c) {
    const float g = Load(grad_y[c]) * kept[c];
    h[c] = g * op.scale[c];
    sums[c] += g * n[c];
    sums[op.columns + c] += g;
  }
  LayerNormRowBackward(h, n, op.inverse_deviation[row], op.columns, h);
}

SRNET_KERNEL void Row(const EmbeddingNorm<float>& op, std::int64_t row, const float* kept) {
  ForwardRow(op, row, kept);
}
SRNET_KERNEL void Row(const EmbeddingNorm<BFloat16>& op, std::int64_t row, const float* kept) {
  ForwardRow(op, row, kept);
}
SRNET_KERNEL void Row(const EmbeddingNormBackward<float>& op, std::int64_t row, const float* kept,
                      float* sums) {
  BackwardRow(op, row, kept, sums);
}
SRNET_KERNEL void Row(const EmbeddingNormBackward<BFloat16>& op, std::int64_t row, const float* kept,
                      float* sums) {
  BackwardRow(op, row, kept, sums);
}

SRNET_KERNEL void Add(const float* from, std::int64_t columns, float* to) {
#pragma GCC ivdep
  for (std::int64_t c = 0; c < columns; ++c) to[c] += from[c];
}

}  // namespace

template <typename T>
void Forward(const EmbeddingNorm<T>& op, const DropoutSite& dropout) {
  ParallelFor(op.rows, kRowsPerBlock, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> kept(static_cast<std::size_t>(op.columns), 1.0f);
    for (std::int64_t row = begin; row < end; ++row) {
      if (dropout.enabled()) dropout.FillRow(static_cast<std::uint32_t>(row), op.columns, kept.data());
      Row(op, row, kept.data());
    }
  });
}

template <typename T>
void Backward(const EmbeddingNormBackward<T>& op, const DropoutSite& dropout) {
  ColumnSums sums(BlockCount(op.rows, kRowsPerBlock), 2, op.columns);
  ParallelFor(op.rows, kRowsPerBlock, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> kept(static_cast<std::size_t>(op.columns), 1.0f);
    for (std::int64_t row = begin; row < end; ++row) {
      if (dropout.enabled()) dropout.FillRow(static_cast<std::uint32_t>(row), op.columns, kept.data());
      Row(op, row, kept.data(), sums.Block(begin / kRowsPerBlock));
    }
  });
  sums.Total(0, op.grad_scale);
  sums.Total(1, op.grad_shift);
}

// Threads own columns, not rows: two tokens may be the same word.
void AddRows(const float* gradient, const std::int64_t* ids, std::int64_t rows, std::int64_t columns,
             float* table_gradient) {
  ParallelFor(columns, kColumnsPerBlock, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = 0; r < rows; ++r) {
      Add(gradient + r * columns + begin, end - begin, table_gradient + ids[r] * columns + begin);
    }
  });
}

template void Forward(const EmbeddingNorm<float>&, const DropoutSite&);
template void Forward(const EmbeddingNorm<BFloat16>&, const DropoutSite&);
template void Backward(const EmbeddingNormBackward<float>&, const DropoutSite&);
template void Backward(const EmbeddingNormBackward<BFloat16>&, const DropoutSite&);

}  // namespace srnet::kernels
