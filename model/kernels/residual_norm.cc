#include "model/kernels/residual_norm.h"

#include <vector>

#include "model/kernels/column_sums.h"
#include "model/kernels/layer_norm_row.h"
#include "model/kernels/parallel.h"

namespace srnet::kernels {
namespace {

constexpr std::int64_t kRowsPerBlock = 32;

// `kept` holds the dropout scales of the row and `v` is room for one row.
template <typename T>
SRNET_INLINE void ForwardRow(const ResidualNorm<T>& op, std::int64_t row, const float* kept, float* v) {
  const T* residual = op.residual + row * op.columns;
  T* x = op.x + row * op.columns;
  T* y = op.y + row * op.columns;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < op.columns; ++c)
    v[c] = Load(residual[c]) + (Load(x[c]) + op.bias[c]) * kept[c];
  const RowStatistics row_statistics = StatisticsOf(v, op.columns, op.epsilon);
  op.inverse_deviation[row] = row_statistics.inverse_deviation;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < op.columns; ++c) {
    const float n = (v[c] - row_statistics.mean) * row_statistics.inverse_deviation;
    Store(n, x[c]);
    Store(n * op.scale[c] + op.shift[c], y[c]);
  }
}

// `sums` are those of bias, scale and shift; `room` holds two rows.
template <typename T>
SRNET_INLINE void BackwardRow(const ResidualNormBackward<T>& op, std::int64_t row, const float* kept,
                              float* room, float* sums) {
  const std::int64_t columns = op.columns;
  const T* grad_y = op.grad_y + row * columns;
  const T* normalised = op.normalised + row * columns;
  float* h = room;
  float* n = room + columns;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < columns; ++c) {
    const float g = Load(grad_y[c]);
    n[c] = Load(normalised[c]);
    h[c] = g * op.scale[c];
    sums[columns + c] += g * n[c];
    sums[2 * columns + c] += g;
  }
  LayerNormRowBackward(h, n, op.inverse_deviation[row], columns, h);
  T* grad_residual = op.grad_residual + row * columns;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < columns; ++c) {
    Store(h[c], grad_residual[c]);
    h[c] *= kept[c];
    sums[c] += h[c];
  }
  if (op.grad_x == nullptr) return;
  T* grad_x = op.grad_x + row * columns;
#pragma GCC ivdep
  for (std::int64_t c = 0; c < columns; ++c) Store(h[c], grad_x[c]);
}

SRNET_KERNEL void Row(const ResidualNorm<float>& op, std::int64_t row, const float* kept, float* v) {
  ForwardRow(op, row, kept, v);
}
SRNET_KERNEL void Row(const ResidualNorm<BFloat16>& op, std::int64_t row, const float* kept, float* v) {
  ForwardRow(op, row, kept, v);
}
SRNET_KERNEL void Row(const ResidualNormBackward<float>& op, std::int64_t row, const float* kept, float* room,
                      float* sums) {
  BackwardRow(op, row, kept, room, sums);
}
SRNET_KERNEL void Row(const ResidualNormBackward<BFloat16>& op, std::int64_t row, const float* kept,
                      float* room, float* sums) {
  BackwardRow(op, row, kept, room, sums);
}

}  // namespace

template <typename T>
void Forward(const ResidualNorm<T>& op, const DropoutSite& dropout) {
  ParallelFor(op.rows, kRowsPerBlock, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> room(static_cast<std::size_t>(2 * op.columns), 1.0f);
    float* kept = room.data() + op.columns;
    for (std::int64_t row = begin; row < end; ++row) {
      if (dropout.enabled()) dropout.FillRow(static_cast<std::uint32_t>(row), op.columns, kept);
      Row(op, row, kept, room.data());
    }
  });
}

template <typename T>
void Backward(const ResidualNormBackward<T>& op, const DropoutSite& dropout) {
  ColumnSums sums(BlockCount(op.rows, kRowsPerBlock), 3, op.columns);
  ParallelFor(op.rows, kRowsPerBlock, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> room(static_cast<std::size_t>(3 * op.columns), 1.0f);
    float* kept = room.data() + 2 * op.columns;
    for (std::int64_t row = begin; row < end; ++row) {
      if (dropout.enabled()) dropout.FillRow(static_cast<std::uint32_t>(row), op.columns, kept);
      Row(op, row, kept, room.data(), sums.Block(begin / kRowsPerBlock));
    }
  });
  sums.Total(0, op.grad_bias);
  sums.Total(1, op.grad_scale);
  sums.Total(2, op.grad_shift);
}

template void Forward(const ResidualNorm<float>&, const DropoutSite&);
template void Forward(const ResidualNorm<BFloat16>&, const DropoutSite&);
template void Backward(const ResidualNormBackward<float>&, const DropoutSite&);
template void Backward(const ResidualNormBackward<BFloat16>&, const DropoutSite&);

}  // namespace srnet::kernels
