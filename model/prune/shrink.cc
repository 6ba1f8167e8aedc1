#include "model/prune/shrink.h"

#include <ATen/ATen.h>

#include <vector>

namespace srnet::prune {
namespace {

// The columns of `output` [d, units * width] that belong to units with an entry other than 0.
at::Tensor UsedColumns(const at::Tensor& output, std::int64_t width) {
  const std::int64_t units = output.size(1) / width;
  const at::Tensor used = (output != 0).any(0).view({units, width}).any(1).contiguous();
  std::vector<std::int64_t> columns;
  const auto keep = [&](std::int64_t unit) {
    for (std::int64_t i = 0; i < width; ++i) columns.push_back(unit * width + i);
  };
  for (std::int64_t unit = 0; unit < units; ++unit) {
    if (used.const_data_ptr<bool>()[unit]) keep(unit);
  }
  if (columns.empty()) keep(0);
  return at::tensor(columns, at::kLong);
}

void KeepRows(encoder::Linear& linear, const at::Tensor& rows) {
  linear.weight = linear.weight.index_select(0, rows).contiguous();
  linear.bias = linear.bias.index_select(0, rows).contiguous();
}

void KeepColumns(encoder::Linear& linear, const at::Tensor& columns) {
  linear.weight = linear.weight.index_select(1, columns).contiguous();
}

}  // namespace

encoder::Weights Shrink(const encoder::Weights& weights, std::int64_t head_size) {
  encoder::Weights shrunk = encoder::DeepCopy(weights);
  for (encoder::Layer& layer : shrunk.layers) {
    const at::Tensor heads = UsedColumns(layer.attention_output.weight, head_size);
    for (encoder::Linear* linear : {&layer.query, &layer.key, &layer.value}) KeepRows(*linear, heads);
    KeepColumns(layer.attention_output, heads);
    const at::Tensor units = UsedColumns(layer.output.weight, 1);
    KeepRows(layer.intermediate, units);
    KeepColumns(layer.output, units);
  }
  return shrunk;
}

}  // namespace srnet::prune
